"""Thins what happened out: marks that would overlap are drawn as one, with how many they are."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Final, NamedTuple

from adapters.http.pictures.time_axis import TimeAxis

_DAYS: Final = (1, 7, 28, 91, 364)
"""How many days one mark may stand for."""
_APART: Final = 17.0
"""What a mark takes along the axis."""


class Happening(NamedTuple):
    """Something that happened on a day: what, in the engine's own code, and a second code that says more."""

    on: date
    what: str
    more: str | None = None


class Mark(NamedTuple):
    """What happened in the days from `first` to `last`. `parts`: each kind of it with how often, the most first."""

    x: float
    first: date
    last: date
    number: int
    parts: tuple[tuple[str, str | None, int], ...]


def marks(happenings: Sequence[Happening], axis: TimeAxis) -> tuple[Mark, ...]:
    """A mark a day; where those would overlap a mark a week (from Monday), or for longer still."""
    thinned = (_together(happenings, axis, days) for days in _DAYS)
    return next((found for found in thinned if _is_clear(found)), _together(happenings, axis, _DAYS[-1]))


def _is_clear(found: Sequence[Mark]) -> bool:
    return all(later.x - earlier.x >= _APART for earlier, later in pairwise(found))


def _together(happenings: Sequence[Happening], axis: TimeAxis, days: int) -> tuple[Mark, ...]:
    groups: dict[date, list[Happening]] = {}
    for one in sorted(happenings, key=lambda one: one.on):
        # the first day of the calendar was a Monday
        begins = date.fromordinal(1 + (one.on.toordinal() - 1) // days * days)
        groups.setdefault(begins, []).append(one)
    return tuple(_mark(begins, group, axis, days) for begins, group in groups.items())


def _mark(begins: date, group: Sequence[Happening], axis: TimeAxis, days: int) -> Mark:
    ends = begins + timedelta(days=days)
    return Mark(
        x=round((axis.x_of(begins) + axis.x_of(ends)) / 2, 1),
        first=begins,
        last=ends - timedelta(days=1),
        number=len(group),
        parts=tuple((*what, number) for what, number in Counter(one[1:] for one in group).most_common()),
    )
