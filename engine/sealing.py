"""Seals the personal part of events on their way to the log, and opens it for those who may read it."""

from engine.keys import DoesNotOpen, KeyErased, Keys, associated_data
from events.catalogue import Catalogue
from events.envelope import NewEvent, Recorded
from events.event import Event, encode
from events.instants import Instant


class Sealing:
    """Binds one sealed part an event to its place: site, stream, event id and type."""

    def __init__(self, log: str, keys: Keys, catalogue: Catalogue) -> None:
        self._log = log
        self._keys = keys
        self._catalogue = catalogue

    def seal(self, event: Event, *, stream: str, subject: str, event_id: str, at: Instant) -> NewEvent:
        """The event as the log keeps it. Raises `KeyErased` where a personal part has no key."""
        data, personal = encode(event)
        if personal is not None:
            personal = self._keys.seal(subject, personal, associated_data(self._log, stream, event_id, event.type))
        return NewEvent(event_id, event.type, event.schema_version, at.us, at.offset, data, personal)

    def open(self, record: Recorded, subject: str) -> Event:
        """The event with its personal part; without it where the key was erased. Raises `DoesNotOpen`."""
        if record.sealed is None:
            return self._catalogue.decode(record)
        place = associated_data(self._log, record.stream, record.event_id, record.type)
        try:
            personal = self._keys.open(subject, record.sealed, place)
        except KeyErased:
            return self._catalogue.decode(record)
        except DoesNotOpen:
            raise DoesNotOpen(
                f"the sealed part of the event at position {record.position} does not open with its key: restore the "
                "log and the keys from backups that belong together"
            ) from None
        return self._catalogue.decode_opened(record, personal)
