"""Every record of an episode in the order of the log: what was said, and what was later said of it."""

from collections.abc import Iterable, Sequence
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from events.corrections import EntryAmended, EntryVoided
from events.envelope import Recorded
from events.episode import DischargedEarly, StageEntered
from events.event import Entry, Event
from events.instants import iso
from projections.lanes import Lane, lane_of
from projections.times import local_time
from projections.words import Name, details, sentence
from workflows.aiat.episode import COMPLETED


class TimelineRow(BaseModel):
    """One record. `occurred_at` has the offset it was given in, `recorded_at` that of the site.

    `entry` is the id of the clinical entry that it makes or corrects. `amended_by` and `voided_by` are the
    positions of the records that corrected the entry after this one; `corrects` that of the record which
    made the entry, for a correction. `late`: an entry recorded after treatment had ended. `words` holds nothing
    personal unless names were given; `details` are the personal part, where the record was read with its key.
    """

    model_config = ConfigDict(frozen=True)

    position: int
    version: int
    occurred_at: str
    recorded_at: str
    actor: str
    type: str
    lane: Lane
    words: str
    details: dict[str, str]
    entry: str | None
    corrects: int | None
    amended_by: tuple[int, ...]
    voided_by: int | None
    late: bool


def timeline(
    records: Iterable[tuple[Recorded, Event]],
    zone: ZoneInfo,
    *,
    as_of: int | None = None,
    name: Name = str,
) -> tuple[TimelineRow, ...]:
    """The rows of an episode's stream, in its order.

    With `as_of` (UTC microseconds), what by every correction happened later is left out, with its corrections.
    """
    history = tuple(records)
    corrections = _Corrections(history)
    ended = _ended_at(history)
    return tuple(
        TimelineRow(
            position=record.position,
            version=record.version,
            occurred_at=iso(record.occurred_at, record.occurred_offset),
            recorded_at=local_time(record.recorded_at, zone),
            actor=record.actor,
            type=record.type,
            lane=lane_of(event),
            words=sentence(event, name),
            details=details(event),
            entry=_entry(event),
            corrects=None if isinstance(event, Entry) else corrections.made_by(event),
            amended_by=corrections.amended_after(event, record.position),
            voided_by=corrections.voided_after(event, record.position),
            late=isinstance(event, Entry) and ended is not None and record.position > ended,
        )
        for record, event in history
        if as_of is None or corrections.happened_at(record, event) <= as_of
    )


class _Corrections:
    """What was said of each entry: where it was made, amended and voided, and when it happened by all that."""

    def __init__(self, history: Sequence[tuple[Recorded, Event]]) -> None:
        self._made: dict[str, int] = {}
        self._at: dict[str, int] = {}
        self._amended: dict[str, list[int]] = {}
        self._voided: dict[str, int] = {}
        for record, event in history:
            match event:
                case EntryVoided():
                    self._voided[event.entry] = record.position
                case EntryAmended():
                    self._amended.setdefault(event.entry, []).append(record.position)
                    self._at[event.entry] = record.occurred_at
                case Entry():
                    self._made[event.entry] = record.position
                    self._at[event.entry] = record.occurred_at

    def made_by(self, event: Event) -> int | None:
        return self._made.get(_entry(event) or "")

    def amended_after(self, event: Event, position: int) -> tuple[int, ...]:
        return tuple(one for one in self._amended.get(_entry(event) or "", ()) if one > position)

    def voided_after(self, event: Event, position: int) -> int | None:
        found = self._voided.get(_entry(event) or "")
        return found if found is not None and found > position else None

    def happened_at(self, record: Recorded, event: Event) -> int:
        return self._at.get(_entry(event) or "", record.occurred_at)


def _entry(event: Event) -> str | None:
    return event.entry if isinstance(event, Entry | EntryVoided | EntryAmended) else None


def _ended_at(history: Sequence[tuple[Recorded, Event]]) -> int | None:
    for record, event in history:
        if isinstance(event, DischargedEarly) or (isinstance(event, StageEntered) and event.stage == COMPLETED):
            return record.position
    return None
