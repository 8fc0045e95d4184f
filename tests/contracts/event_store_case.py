"""What the tests of the event store's contract share: opening stores, a clock to set, short appends."""

import importlib
from collections.abc import Callable, Iterator
from typing import ClassVar

import pytest

from events.envelope import Append, NewEvent, Receipt, StreamAppend
from events.store import Appended, EventStore, Verdict

Clock = Callable[[], int]
OpenStore = Callable[[str, str, Clock], EventStore]

NOON = 1_750_000_000_000_000


class SetClock:
    """A clock that stands still until it is set."""

    def __init__(self, now: int = NOON) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


class EventStoreCase:
    """Given: an empty log, `store`, and `clock`, the one it goes by."""

    opener: ClassVar[str]
    """Where the function lies that opens the store at a location: `module:function`."""

    @pytest.fixture
    def location(self) -> str:
        """Where a fresh, empty database lies."""
        raise NotImplementedError

    @pytest.fixture
    def clock(self) -> SetClock:
        return SetClock()

    @pytest.fixture
    def open_log(self, location: str) -> Iterator[Callable[..., EventStore]]:
        """Opens another handle on the database, for the log and with the clock given."""
        opened: list[EventStore] = []

        def open_log(log: str = "site-1", clock: Clock | None = None) -> EventStore:
            opened.append(opener(self.opener)(location, log, clock or SetClock()))
            return opened[-1]

        yield open_log
        for store in opened:
            store.close()

    @pytest.fixture
    def store(self, open_log: Callable[..., EventStore], clock: SetClock) -> EventStore:
        return open_log(clock=clock)


def opener(name: str) -> OpenStore:
    """The function that `module:function` names."""
    module, _, function = name.partition(":")
    found: OpenStore = getattr(importlib.import_module(module), function)
    return found


def new_event(
    event_id: str = "event", *, type_: str = "SomethingHappened", data: bytes = b"{}", sealed: bytes | None = None
) -> NewEvent:
    return NewEvent(event_id, type_, 1, NOON, 0, data, sealed)


def part(stream: str, expected: int, events: int = 1, type_: str = "SomethingHappened") -> StreamAppend:
    """`events` new events for a stream that is expected at a version."""
    return StreamAppend(
        stream, expected, tuple(new_event(f"{stream}-{expected + n}", type_=type_) for n in range(1, events + 1))
    )


def seen(stream: str, version: int) -> StreamAppend:
    """A stream that was read at a version, and gets no events."""
    return StreamAppend(stream, version, ())


def command(command_id: str, *parts: StreamAppend, digest: bytes = b"digest", recorded_at: int | None = None) -> Append:
    """What a command appends."""
    return Append(command_id, digest, "staff-1", "correlation-1", None, parts, recorded_at)


def accepted(verdict: Verdict) -> Receipt:
    """The receipt of an append that has to be accepted."""
    assert isinstance(verdict, Appended), verdict
    return verdict.receipt


def append(store: EventStore, command_id: str, *parts: StreamAppend) -> Receipt:
    """Appends what has to be accepted."""
    return accepted(store.append([command(command_id, *parts)])[0])


def positions(store: EventStore) -> list[int]:
    return [record.position for record in store.read_log()]
