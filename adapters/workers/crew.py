"""The threads of a process that work in the background, from start to stop."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from adapters.workers.actors import declare_actors
from adapters.workers.in_process import InProcess
from adapters.workers.repeating import Repeating
from adapters.workers.runner import Runner
from adapters.workers.wire import Wire

_PULSE: Final = 1.0
"""Seconds between two beats of the pulse."""
_DRAIN: Final = 10_000
"""Milliseconds for what is in hand to come to its end."""


@contextmanager
def crew(runner: Runner, threads: int, wires: Sequence[Wire] = ()) -> Iterator[Wire]:
    """Has work done: what nudges ask for at once, and once a second what no nudge came for.

    Nudges come over the `wires` and over the one that is given, from within the process. Each wire has as many
    `threads`. At the end what is in hand is finished and nothing else begun.
    """
    here = InProcess()
    workers = []
    for wire in (here, *wires):
        declare_actors(wire, runner, here)
        workers.append(wire.worker(threads))

    def beat() -> None:
        for site, work in runner.due():
            here.send(site, work)

    for worker in workers:
        worker.start()
    try:
        with Repeating("pulse", beat, _PULSE):
            yield here
    finally:
        runner.stop()
        for worker in workers:
            worker.stop(_DRAIN)
