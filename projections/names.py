"""What the people on a map are called, from an episode's records read with the client's key."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from events.corrections import EntryAmended, EntryVoided
from events.envelope import Recorded
from events.event import Event
from events.social_map import PersonAdded, PersonChanged


class _Naming(NamedTuple):
    at: int
    first: int
    person: str
    name: str | None


def names_in(records: Iterable[tuple[Recorded, Event]]) -> Mapping[str, str]:
    """The name of each person by id, every correction applied; whose name is sealed or erased is not there."""
    found: dict[str, _Naming] = {}
    for record, event in records:
        match event:
            case PersonAdded():
                found[event.entry] = _Naming(record.occurred_at, record.position, event.entry, event.name)
            case PersonChanged():
                found[event.entry] = _Naming(record.occurred_at, record.position, event.person, event.name)
            case EntryAmended() if event.entry in found:
                personal: Mapping[str, Any] = event.personal or {}
                found[event.entry] = found[event.entry]._replace(
                    at=record.occurred_at,
                    person=event.content.get("person", event.entry),
                    name=personal.get("name"),
                )
            case EntryVoided():
                found.pop(event.entry, None)
    return {naming.person: naming.name for naming in sorted(found.values(), key=_when) if naming.name}


def _when(naming: _Naming) -> tuple[int, int]:
    return naming.at, naming.first
