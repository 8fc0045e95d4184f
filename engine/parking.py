"""Replays parked events of a view once their cause is mended, or drops them. Neither moves the checkpoint."""

from typing import NamedTuple

from engine.leases import Lease
from engine.parked import Aside, Drop, Parked
from engine.projections import Checkpoint, Row
from engine.readers import Reader
from engine.refusals import NotFound, Refused


class Replayed(NamedTuple):
    """How many events of the stream were read, and the one that is parked now, if any."""

    events: int
    parked: Parked | None


class _Attempt(NamedTuple):
    events: int
    rows: dict[str, Row | None]
    parked: Parked | None


def replay(reader: Reader, position: int, lease: Lease | None = None) -> Replayed:
    """Reads a parked or dropped event again, and then what waited behind it. Raises `NotFound`.

    Where it still cannot be read it stays as it was, with the new error; where one behind it cannot, that one is
    parked in its place.
    """
    while True:
        at, aside = reader.standing()
        entry = _entry(reader, aside, position)
        attempt = _attempt(reader, at, aside.changed({position: None}), entry)
        failed = attempt.parked
        if failed is not None and failed.position == position:
            tries, since = entry.tries + failed.tries, entry.since
            failed = failed._replace(tries=tries, since=since, drop=entry.drop)
        changes: dict[int, Parked | None] = {position: None}
        if failed is not None:
            changes[failed.position] = failed
        if reader.views.write(reader.name, at, at.position, attempt.rows, changes, lease):
            return Replayed(attempt.events, failed)


def drop(reader: Reader, position: int, decided: Drop, lease: Lease | None = None) -> Replayed:
    """Lets a view go on without a parked event, for good, and reads what waited behind it. Raises `Refused`."""
    if not decided.reason.strip():
        raise Refused("say with --reason why the view may go on without this event", field="reason")
    while True:
        at, aside = reader.standing()
        entry = _entry(reader, aside, position)
        if entry.drop is not None:
            raise Refused(f"the event at position {position} was dropped from {reader.name} already")
        dropped = entry._replace(drop=decided)
        attempt = _attempt(reader, at, aside.changed({position: dropped}), entry)
        changes: dict[int, Parked | None] = {position: dropped}
        if attempt.parked is not None:
            changes[attempt.parked.position] = attempt.parked
        if reader.views.write(reader.name, at, at.position, attempt.rows, changes, lease):
            return Replayed(attempt.events, attempt.parked)


def waiting(reader: Reader, entry: Parked, at: Checkpoint) -> int:
    """How many events wait behind a parked one."""
    if entry.drop is not None:
        return 0
    behind = reader.log.read_stream(entry.stream, after=entry.version)
    return sum(1 for record in behind if record.position <= at.position)


def _entry(reader: Reader, aside: Aside, position: int) -> Parked:
    entry = aside.entries.get(position)
    if entry is not None:
        return entry
    parked = ", ".join(str(one.position) for one in aside.parked.values()) or "none"
    raise NotFound(f"the event at position {position} is not parked in {reader.name}; parked are {parked}")


def _attempt(reader: Reader, at: Checkpoint, aside: Aside, entry: Parked) -> _Attempt:
    """Reads the stream of `entry` from there to the checkpoint, or to the first event that cannot be read."""
    rows: dict[str, Row | None] = {}
    events = 0
    for record in reader.log.read_stream(entry.stream, after=entry.version - 1):
        if record.position > at.position:
            break
        if aside.skips(record):
            continue
        # This stream up to here, the others as far as they are read: what a row took from them stays in it.
        until_here = _held(aside, entry, record.position + 1)
        then = reader.folds.seen(until_here, until=at.position)
        found = reader.tried(record, then, then)
        if not isinstance(found, dict):
            parked = Parked(record.position, record.stream, record.version, record.type, *found, reader.clock())
            return _Attempt(events, rows, parked)
        rows.update(found)
        events += 1
    return _Attempt(events, rows, None)


def _held(aside: Aside, entry: Parked, position: int) -> Aside:
    held = aside.parked.get(entry.stream)
    if held is not None and held.position <= position:
        return aside
    return aside.changed({position: entry._replace(position=position, drop=None)})
