"""Contacts week by week: those that went supported, and the others."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count
from typing import Final, NamedTuple

from adapters.http.pictures.scale import Scale, Tick, ticks
from adapters.http.pictures.time_axis import DateTick, TimeAxis
from events.instants import local_date
from events.social_map import ContactMade
from workflows.aiat.facts import Facts

WIDTH: Final = 320
HEIGHT: Final = 150
_LEFT, _RIGHT, _TOP, _BOTTOM = 22.0, 314.0, 26.0, 130.0
_MOST_COLUMNS: Final = 53
_FEWEST: Final = 4
"""The height always has room for so many contacts, so that one contact does not fill it."""


class Column(NamedTuple):
    """The contacts that began in the days from `first` to `last`: `supported` stand below, `others` on top."""

    first: date
    last: date
    x: float
    width: float
    supported: int
    others: int
    supported_y: float
    others_y: float


class Held(NamedTuple):
    """Days on hold."""

    x: float
    width: float


@dataclass(frozen=True)
class Contacts:
    """A column for each week, or for `weeks` of them where there are too many, gaps included."""

    foot: float
    left: float
    right: float
    top: float
    weeks: int
    columns: tuple[Column, ...]
    upward: tuple[Tick, ...]
    ticks: tuple[DateTick, ...]
    held: tuple[Held, ...]

    @property
    def supported(self) -> int:
        """How many contacts went supported."""
        return sum(column.supported for column in self.columns)

    @property
    def others(self) -> int:
        """How many did not."""
        return sum(column.others for column in self.columns)


def contacts(facts: Facts) -> Contacts | None:
    """The contacts until the moment that is judged, from the week of the first one; None where there are none."""
    zone, until = facts.site.zone, facts.judged_at
    made = [
        (local_date(entry.at.us, zone), entry.event.outcome == "supported")
        for entry in facts.episode.of(ContactMade)
        if entry.at.us <= until
    ]
    if not made:
        return None
    first, last = monday(made[0][0]), monday(local_date(until, zone))
    weeks = next(weeks for weeks in count(1) if (last - first).days // 7 // weeks < _MOST_COLUMNS)
    length = timedelta(weeks=weeks)
    number = (last - first) // length + 1
    counted = Counter(((day - first) // length, supported) for day, supported in made)
    axis = TimeAxis(first, first + number * length - timedelta(days=1), _LEFT, _RIGHT, zone)
    most = max(_FEWEST, *(counted[place, True] + counted[place, False] for place in range(number)))
    y = Scale(0, most + most % 2, _BOTTOM, _TOP)
    return Contacts(
        foot=_BOTTOM,
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        weeks=weeks,
        columns=tuple(
            _column(axis, y, first + place * length, length, counted[place, True], counted[place, False])
            for place in range(number)
        ),
        upward=ticks(y, 2),
        ticks=axis.ticks(),
        held=tuple(_held(axis, start, until if end is None else end) for start, end in facts.episode.holds),
    )


def monday(day: date) -> date:
    """The first day of the week that a day lies in."""
    return day - timedelta(days=day.weekday())


def _column(axis: TimeAxis, y: Scale, first: date, length: timedelta, supported: int, others: int) -> Column:
    x = axis.x_of(first)
    return Column(
        first=first,
        last=first + length - timedelta(days=1),
        x=x,
        width=round(0.8 * (axis.x_of(first + length) - x), 1),
        supported=supported,
        others=others,
        supported_y=y(supported),
        others_y=y(supported + others),
    )


def _held(axis: TimeAxis, start: int, end: int) -> Held:
    x = axis.x(start)
    return Held(x, round(axis.x(end) - x, 1))
