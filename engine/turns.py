"""Turns at a stream: tasks that stand in each other's way there go one by one, in the order in which they came.

Without them each of a crowd would decide again at every commit, and all but one for nothing.
"""

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary, WeakValueDictionary

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Lock


class Turns:
    """The turns at all streams among the tasks of each event loop. Nothing is kept of a stream that nobody waits at."""

    def __init__(self) -> None:
        self._loops: WeakKeyDictionary[AbstractEventLoop, WeakValueDictionary[str, Lock]] = WeakKeyDictionary()

    def at(self, stream: str) -> "Lock":
        """What a task holds while it is its turn."""
        from asyncio import Lock, get_running_loop  # noqa: PLC0415  # 30 ms to import; whoever awaits has done so

        turns = self._loops.setdefault(get_running_loop(), WeakValueDictionary())
        return turns.setdefault(stream, Lock())
