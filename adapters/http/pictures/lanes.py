"""The timeline of an episode in lanes: stages, holds, assessments, contacts, recurrences of use, corrections."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, NamedTuple

from adapters.http.pictures.marks import Happening, Mark, marks
from adapters.http.pictures.time_axis import DateTick, TimeAxis
from events.assessment import AssessmentTaken
from events.corrections import EntryAmended
from events.episode import EpisodeOpened, PutOnHold, StageEntered
from events.instants import local_date
from events.practice import SubstanceUseRecorded
from events.social_map import ContactMade
from projections.timeline import TimelineRow
from workflows.aiat.episode import COMPLETED, InForce
from workflows.aiat.facts import Facts
from workflows.aiat.requirements import pathway_for

WIDTH: Final = 760
_LEFT, _RIGHT = 128.0, 744.0
_TOP, _PITCH, _FOOT = 26.0, 36.0, 22.0


class Bar(NamedTuple):
    """A stage or a hold over its days; `until` is None while it lasts.

    `what` is the stage or the kind of hold, `number` the place of a stage along the pathway, from 1 (0: a hold).
    """

    x: float
    width: float
    what: str
    number: int
    since: date
    until: date | None


class Lane(NamedTuple):
    """One strand; `y` is its middle."""

    name: str
    y: float
    bars: tuple[Bar, ...] = ()
    marks: tuple[Mark, ...] = ()


class Line(NamedTuple):
    """The moment that is asked about (`as_of`), or the end of treatment before it (`completed`, `discharged`)."""

    x: float
    on: date
    what: str


@dataclass(frozen=True)
class Lanes:
    """The lanes, always the same in the same order, from the day on which the episode was opened."""

    height: float
    left: float
    right: float
    top: float
    foot: float
    lanes: tuple[Lane, ...]
    ticks: tuple[DateTick, ...]
    line: Line


def lanes(facts: Facts, rows: Iterable[TimelineRow]) -> Lanes:
    """The lanes at the moment asked about. `rows` is the timeline, from which the corrections are taken."""
    episode, zone = facts.episode, facts.site.zone
    happened = {
        "assessments": list(_assessments(facts)),
        "contacts": [Happening(_day(facts, one), one.event.outcome) for one in episode.of(ContactMade)],
        "recurrences": [Happening(_day(facts, one), one.event.extent) for one in episode.of(SubstanceUseRecorded)],
        "corrections": list(_corrections(facts, rows)),
    }
    opened, until = local_date(episode.opened.at.us, zone), local_date(facts.judged_at, zone)
    last = max(until, *(one.on for found in happened.values() for one in found), opened)
    axis = TimeAxis(opened, last, _LEFT, _RIGHT, zone)
    first_y = _TOP + _PITCH / 2
    strands = [
        Lane("stages", first_y, bars=tuple(_stages(facts, axis))),
        Lane("holds", first_y + _PITCH, bars=tuple(_holds(facts, axis))),
        *(
            Lane(name, first_y + place * _PITCH, marks=marks(found, axis))
            for place, (name, found) in enumerate(happened.items(), start=2)
        ),
    ]
    foot = _TOP + len(strands) * _PITCH
    return Lanes(
        height=foot + _FOOT,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        foot=foot,
        lanes=tuple(strands),
        ticks=axis.ticks(),
        line=Line(axis.x(facts.judged_at), until, episode.status if episode.end else "as_of"),
    )


def _assessments(facts: Facts) -> Iterator[Happening]:
    for entry in facts.episode.of(AssessmentTaken):
        yield Happening(_day(facts, entry), entry.event.form, entry.event.occasion)


def _corrections(facts: Facts, rows: Iterable[TimelineRow]) -> Iterator[Happening]:
    """By when they were recorded; those made after the moment asked about have no place on the axis."""
    today = local_date(facts.now, facts.site.zone)
    for row in rows:
        if row.lane == "corrections":
            made = datetime.fromisoformat(row.recorded_at).date()
            if made <= today:
                yield Happening(made, "amended" if row.type == EntryAmended.type else "voided")


def _stages(facts: Facts, axis: TimeAxis) -> Iterator[Bar]:
    steps = facts.episode.steps_of(EpisodeOpened, StageEntered)
    order = pathway_for(facts).definition.order
    ends = [*(step.at.us for step in steps[1:]), facts.episode.end.at.us if facts.episode.end else None]
    for step, end in zip(steps, ends, strict=True):
        if step.event.stage != COMPLETED:
            yield _bar(facts, axis, step.at.us, end, step.event.stage, order[step.event.stage] + 1)


def _holds(facts: Facts, axis: TimeAxis) -> Iterator[Bar]:
    kinds = [step.event.kind for step in facts.episode.steps_of(PutOnHold)]
    for (start, end), kind in zip(facts.episode.holds, kinds, strict=True):
        yield _bar(facts, axis, start, end, kind, 0)


def _bar(facts: Facts, axis: TimeAxis, start: int, end: int | None, what: str, number: int) -> Bar:
    zone = facts.site.zone
    x = axis.x(start)
    until = axis.x(facts.judged_at if end is None else end)
    return Bar(
        x=x,
        width=round(max(until - x, 2), 1),
        what=what,
        number=number,
        since=local_date(start, zone),
        until=None if end is None else local_date(end, zone),
    )


def _day(facts: Facts, entry: InForce) -> date:
    return local_date(entry.at.us, facts.site.zone)
