"""Turns a batch of appends into the parameters of `append_events`, and its rows into verdicts."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from events.envelope import Append, Receipt
from events.store import Appended, Conflict, Duplicate, Verdict

Row = tuple[Any, ...]


def parameters(log: str, batch: Sequence[Append], now: int) -> tuple[object, ...]:
    """What `append_events` takes. `now` is the time recorded, in UTC microseconds, where an append brings none."""
    parts = [(number, part) for number, append in enumerate(batch, 1) for part in append.streams]
    events = [(number, event) for number, (_, part) in enumerate(parts, 1) for event in part.events]
    return (
        log,
        [append.command_id for append in batch],
        [append.digest for append in batch],
        [append.actor for append in batch],
        [append.correlation_id for append in batch],
        [append.causation_id for append in batch],
        [now if append.recorded_at is None else append.recorded_at for append in batch],
        [number for number, _ in parts],
        [part.stream for _, part in parts],
        [part.expected_version for _, part in parts],
        [number for number, _ in events],
        [event.event_id for _, event in events],
        [event.type for _, event in events],
        [event.schema_version for _, event in events],
        [event.occurred_at for _, event in events],
        [event.occurred_offset for _, event in events],
        [event.data for _, event in events],
        [event.sealed for _, event in events],
    )


def verdicts(batch: Sequence[Append], rows: Iterable[Row]) -> list[Verdict]:
    """The verdicts in the order of the batch."""
    by_command = {row[0]: row for row in rows}
    return [_verdict(append, by_command[append.command_id]) for append in batch]


def _verdict(append: Append, row: Row) -> Verdict:
    _, verdict, position, events, recorded_at, versions, digest, stream, actual = row
    match verdict:
        case "appended":
            return Appended(Receipt(position, events, recorded_at, _versions(append)))
        case "duplicate":
            return duplicate((position, events, recorded_at, versions, digest))
        case _:
            expected = next(part.expected_version for part in append.streams if part.stream == stream)
            return Conflict(stream, expected, actual)


def _versions(append: Append) -> dict[str, int]:
    return {part.stream: part.expected_version + len(part.events) for part in append.streams if part.events}


def duplicate(row: Row) -> Duplicate:
    """The verdict that a row of `commands` gives: position, events, recorded_at, versions, digest."""
    position, events, recorded_at, versions, digest = row
    return Duplicate(Receipt(position, events, recorded_at, json.loads(versions)), digest)
