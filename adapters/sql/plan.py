"""Works out, from what the database knows, the verdict on each append of a batch and the rows to insert."""

from collections.abc import Sequence
from typing import NamedTuple

from pydantic_core import to_json

from events.envelope import Append, Head, Receipt
from events.store import Appended, Conflict, Duplicate, Verdict

Row = tuple[object, ...]


class Known(NamedTuple):
    """What the database holds that a batch touches: the head, commands seen before, versions of streams."""

    head: Head
    commands: dict[str, Duplicate]
    versions: dict[str, int]


class Plan(NamedTuple):
    """The verdicts in the order of the batch, and the rows of `events` and `commands` that make them true."""

    verdicts: list[Verdict]
    events: list[Row]
    commands: list[Row]
    head: Head


def plan(log: str, batch: Sequence[Append], known: Known, now: int) -> Plan:
    """Pure. `now` is the time recorded, in UTC microseconds, where an append brings none and it is not past."""
    position, recorded_at = known.head
    verdicts: list[Verdict] = []
    events: list[Row] = []
    commands: list[Row] = []
    for append in batch:
        refused = known.commands.get(append.command_id) or _conflict(append, known.versions)
        if refused is not None:
            verdicts.append(refused)
            continue
        recorded_at = max(recorded_at, now if append.recorded_at is None else append.recorded_at)
        before = position
        versions: dict[str, int] = {}
        for stream, expected, new_events in append.streams:
            for version, event in enumerate(new_events, expected + 1):
                position += 1
                events.append(
                    (
                        log,
                        position,
                        stream,
                        version,
                        event.event_id,
                        event.type,
                        event.schema_version,
                        event.occurred_at,
                        event.occurred_offset,
                        recorded_at,
                        append.actor,
                        append.command_id,
                        append.correlation_id,
                        append.causation_id,
                        event.data,
                        event.sealed,
                    )
                )
            if new_events:
                versions[stream] = expected + len(new_events)
        receipt = Receipt(position, position - before, recorded_at, versions)
        verdicts.append(Appended(receipt))
        commands.append((log, append.command_id, append.digest, *receipt[:3], to_json(versions).decode()))
    return Plan(verdicts, events, commands, Head(position, recorded_at))


def _conflict(append: Append, versions: dict[str, int]) -> Conflict | None:
    for stream, expected, _ in append.streams:
        actual = versions.get(stream, 0)
        if actual != expected:
            return Conflict(stream, expected, actual)
    return None
