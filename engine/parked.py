"""What a reader has set aside: events that it cannot read for now, and events that were dropped for good.

A parked event holds up its own stream, in this view: the events of the stream from it on are not read until it
is replayed or dropped. They wait in the log itself, so that nothing has to be kept for them.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from engine.faults import Fault
from events.envelope import Recorded


class Drop(NamedTuple):
    """Who decided that a view goes on without an event, why, and when (UTC microseconds)."""

    by: str
    reason: str
    at: int


class Parked(NamedTuple):
    """An event that could not be read, with why; `since` is in UTC microseconds. Dropped where `drop` is there."""

    position: int
    stream: str
    version: int
    type: str
    fault: Fault
    tries: int
    since: int
    drop: Drop | None = None


class Aside:
    """All that one generation of a view has set aside, by position. A stream is held from its first parked event on."""

    def __init__(self, entries: Iterable[Parked] = ()) -> None:
        latest_first = sorted(entries, reverse=True)
        self.entries: Mapping[int, Parked] = {one.position: one for one in reversed(latest_first)}
        self.parked: Mapping[str, Parked] = {one.stream: one for one in latest_first if one.drop is None}
        self.streams = frozenset(one.stream for one in self.entries.values())

    def skips(self, record: Recorded) -> bool:
        """Whether an event is not read: it was dropped, is parked, or waits behind one that is parked."""
        if record.stream not in self.streams:
            return False
        held = self.parked.get(record.stream)
        return record.position in self.entries or (held is not None and record.position >= held.position)

    def changed(self, changes: Mapping[int, Parked | None]) -> "Aside":
        """The same with these entries, by position; None takes one away."""
        return Aside(one for one in {**self.entries, **changes}.values() if one is not None)


NOTHING = Aside()
