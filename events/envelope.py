"""What the log puts around an event."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple


class Recorded(NamedTuple):
    """An event as the log keeps it. Positions and versions count from 1; times are UTC microseconds."""

    position: int
    stream: str
    version: int
    event_id: str
    type: str
    schema_version: int
    occurred_at: int
    occurred_offset: int
    recorded_at: int
    actor: str
    command_id: str
    correlation_id: str
    causation_id: str | None
    data: bytes
    sealed: bytes | None


class NewEvent(NamedTuple):
    """An event on its way to the log: encoded, its personal part already sealed."""

    event_id: str
    type: str
    schema_version: int
    occurred_at: int
    occurred_offset: int
    data: bytes
    sealed: bytes | None


class StreamAppend(NamedTuple):
    """Events for one stream, valid only if the stream still stands at `expected_version` (0: it is new).

    Without events it was only read: what was decided on it holds while it stands there.
    """

    stream: str
    expected_version: int
    events: tuple[NewEvent, ...]


class Append(NamedTuple):
    """What one command appends, to one stream or several: all of it or nothing.

    `digest` identifies the command's content, so that a repeat of the command is told from another
    command under the same id. `recorded_at` overrides the log's clock (synthetic sites only).
    """

    command_id: str
    digest: bytes
    actor: str
    correlation_id: str
    causation_id: str | None
    streams: tuple[StreamAppend, ...]
    recorded_at: int | None = None


class Receipt(NamedTuple):
    """The proof that a command was accepted: where its events lie, and how far each stream now reaches.

    `position` is the last position taken, `events` how many were taken (so the first is
    `position - events + 1`), `versions` maps each stream that got events to its new version.
    """

    position: int
    events: int
    recorded_at: int
    versions: Mapping[str, int]


class Head(NamedTuple):
    """How far a log reaches: its last position (0: empty) and the `recorded_at` of it."""

    position: int
    recorded_at: int


def recorded(append: Append, receipt: Receipt) -> Iterator[Recorded]:
    """The events of an append as the log keeps them since it gave this receipt for it."""
    position = receipt.position - receipt.events
    for stream, expected, events in append.streams:
        for version, event in enumerate(events, expected + 1):
            position += 1
            yield Recorded(
                position,
                stream,
                version,
                *event[:5],
                receipt.recorded_at,
                append.actor,
                append.command_id,
                append.correlation_id,
                append.causation_id,
                event.data,
                event.sealed,
            )


def category(stream: str) -> str:
    """The kind of a stream: `episode` of `episode-7f3a`."""
    return stream.partition("-")[0]
