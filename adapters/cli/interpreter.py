"""How Python is set for a process that reads long logs, or that works for many at once."""

import gc
import sys
from typing import Final

_NEW: Final = 10_000
"""Objects more than the last time: those of some dozens of episodes, where Python's own 700 are not those of two."""


def collect_seldom() -> None:
    """Leaves alone what is loaded by now, and looks through what is new less often. Once a process, before its work.

    Folded states go by themselves, as soon as they are done with: to look for them in cycles, through all that is
    loaded too, was measured at a sixth of the work of writing a view anew, and at a tenth of that of commands of many
    callers, who stood still for 100 ms at a time.
    """
    gc.freeze()
    gc.set_threshold(_NEW)


def work_for_many() -> None:
    """As `collect_seldom`; and what comes back from the database waits at most a millisecond for a thread that works
    out rows or pages, where Python's own would let it wait for five at each of its statements.
    """
    collect_seldom()
    sys.setswitchinterval(0.001)
