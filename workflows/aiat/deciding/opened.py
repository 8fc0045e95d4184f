"""Entries in force with their personal parts, which the folded state of an episode never holds."""

from collections.abc import Iterable, Mapping

from events.corrections import EntryAmended
from events.envelope import Recorded
from events.event import Entry, Event
from events.released import CATALOGUE
from workflows.aiat.episode import InForce


def contents(entries: Iterable[InForce], opened: Iterable[tuple[Recorded, Event]]) -> Mapping[str, Entry]:
    """These entries as they stand, by id; `opened` are the events of their stream."""
    by_position = {record.position: event for record, event in opened}
    found: dict[str, Entry] = {}
    for entry in entries:
        event = by_position[entry.position]
        if isinstance(event, EntryAmended):
            content = event.content | (event.personal or {})
            event = CATALOGUE.load(event.of, event.of_version, content)
        if isinstance(event, Entry):
            found[entry.id] = event
    return found
