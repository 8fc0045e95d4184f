"""What the readers of a site have set aside, as plain data for people and scripts."""

from collections.abc import Iterator
from typing import Any

from adapters.clinic import Clinic
from adapters.current import current
from adapters.views import readers
from engine.parked import Parked
from engine.parking import waiting
from engine.projections import Checkpoint
from engine.readers import Reader
from engine.refusals import NotFound
from events.instants import iso


def readers_named(clinic: Clinic, view: str | None) -> list[Reader]:
    """The reader of a view, or all of them, brought up to date. Raises `NotFound`."""
    found = readers(clinic)
    if view is not None and view not in found:
        raise NotFound(f"there is no view {view}; known are {', '.join(found)}")
    chosen = [reader for name, reader in found.items() if view in (None, name)]
    for reader in chosen:
        current(clinic, reader.name)
    return chosen


def set_aside(
    clinic: Clinic, view: str | None, position: int | None = None, *, dropped: bool = True
) -> Iterator[tuple[Reader, Checkpoint, Parked]]:
    """Each event that is parked or (if `dropped`) was dropped, with its reader. Raises `NotFound` for a position."""
    none = True
    for reader in readers_named(clinic, view):
        at, aside = reader.standing()
        for entry in aside.entries.values():
            if position in (None, entry.position) and (dropped or entry.drop is None):
                none = False
                yield reader, at, entry
    if none and position is not None:
        raise NotFound(f"the event at position {position} is not parked; see homeport parked list --all")


def told(reader: Reader, at: Checkpoint, entry: Parked) -> dict[str, Any]:
    """A set-aside event, without a word of what is in it."""
    found: dict[str, Any] = {
        "view": reader.name,
        "position": entry.position,
        "stream": entry.stream,
        "version": entry.version,
        "type": entry.type,
        "state": "parked" if entry.drop is None else "dropped",
        "error": entry.fault.error,
        "place": entry.fault.place,
        "tries": entry.tries,
        "since": iso(entry.since),
        "waiting": waiting(reader, entry, at),
    }
    if entry.drop is not None:
        found |= {"dropped_by": entry.drop.by, "reason": entry.drop.reason, "dropped_at": iso(entry.drop.at)}
    return found
