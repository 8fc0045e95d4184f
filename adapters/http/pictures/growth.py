"""How the map grew: supporters, provisions and people outside treatment, against what the stage asks for."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from adapters.http.pictures.scale import Scale
from adapters.http.pictures.time_axis import DateTick, TimeAxis
from events.instants import local_date
from workflows.aiat.facts import Facts
from workflows.aiat.social_map import SocialMap

WIDTH: Final = 320
_LEFT, _RIGHT = 22.0, 314.0
_TOP, _WORDS, _PLOT, _BETWEEN, _FOOT = 14.0, 10.0, 44.0, 26.0, 20.0


class Standing(NamedTuple):
    """What the map held from a day on."""

    since: date
    supporters: int
    provisions: int
    outside_milieu: int


class Panel(NamedTuple):
    """One figure over time, as a path of steps.

    `needed` is what the stage asks for and `now` what there is, each with its place. The panel reaches from 0 at
    `foot` to `most` at `top`.
    """

    measure: str
    words_y: float
    top: float
    foot: float
    most: int
    path: str
    needed: int
    needed_y: float
    now: int
    now_y: float


@dataclass(frozen=True)
class Growth:
    """The panels, one above the other, over the same days. `standings`: each day on which a figure changed."""

    height: float
    left: float
    right: float
    panels: tuple[Panel, ...]
    ticks: tuple[DateTick, ...]
    standings: tuple[Standing, ...]
    until: date


def growth(facts: Facts) -> Growth | None:
    """How the map grew until the moment that is judged; None where nobody ever was on it."""
    standings = _standings(facts)
    if not standings:
        return None
    zone = facts.site.zone
    until = local_date(facts.judged_at, zone)
    axis = TimeAxis(standings[0].since, until, _LEFT, _RIGHT, zone)
    needed = facts.policy.social_map
    figures = {
        "supporters": needed.supporters,
        "provisions": needed.provisions,
        "outside_milieu": needed.outside_milieu,
    }
    pitch = _WORDS + _PLOT + _BETWEEN
    return Growth(
        height=_TOP + len(figures) * pitch - _BETWEEN + _FOOT,
        left=_LEFT,
        right=_RIGHT,
        panels=tuple(
            _panel(measure, number, standings, axis, _TOP + place * pitch)
            for place, (measure, number) in enumerate(figures.items())
        ),
        ticks=axis.ticks(),
        standings=standings,
        until=until,
    )


def _standings(facts: Facts) -> tuple[Standing, ...]:
    by_day = {local_date(moment, facts.site.zone): drawn for moment, drawn in facts.maps.until(facts.judged_at)}
    return tuple(_changes(_standing(day, drawn) for day, drawn in by_day.items()))


def _standing(day: date, drawn: SocialMap) -> Standing:
    return Standing(day, len(drawn.supporters), len(drawn.provisions), len(drawn.outside_milieu))


def _changes(standings: Iterator[Standing]) -> Iterator[Standing]:
    before = None
    for standing in standings:
        if before is None or standing[1:] != before[1:]:
            yield standing
            before = standing


def _panel(measure: str, needed: int, standings: Sequence[Standing], axis: TimeAxis, words_y: float) -> Panel:
    values = [int(getattr(standing, measure)) for standing in standings]
    most = max(*values, needed, 1)
    top = words_y + _WORDS
    y = Scale(0, most, top + _PLOT, top)
    path = f"M{axis.x_of(standings[0].since):g} {y(values[0]):g}"
    for standing, value in zip(standings[1:], values[1:], strict=True):
        path += f"H{axis.x_of(standing.since):g}V{y(value):g}"
    return Panel(
        measure=measure,
        words_y=words_y,
        top=top,
        foot=top + _PLOT,
        most=most,
        path=f"{path}H{axis.end:g}",
        needed=needed,
        needed_y=y(needed),
        now=values[-1],
        now_y=y(values[-1]),
    )
