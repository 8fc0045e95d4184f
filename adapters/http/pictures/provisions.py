"""The six social provisions before and after, and their total, which alone is judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from adapters.http.pictures.scale import Scale, Tick, ticks
from events.instants import local_date
from workflows.aiat.criteria.row import Row, SubRow
from workflows.aiat.facts import Facts
from workflows.aiat.measures import baseline, form_of, latest, range_of
from workflows.aiat.social_map import PROVISIONS
from workflows.instruments.form import Form, Range
from workflows.instruments.scoring import score_bounds

WIDTH: Final = 320
_LEFT, _RIGHT = 10.0, 310.0
_TOP, _PITCH, _FOOT, _BETWEEN = 18.0, 36.0, 20.0, 30.0
_DOT = 14.0
"""How far below its words a line lies."""


class Dumbbell(NamedTuple):
    """One score before and after, each with its figure and place; None where it is not there.

    `direction` is `rose`, `fell`, `same`, `not_measured`, `not_scorable`, or None while a later figure is awaited.
    """

    name: str
    words_y: float
    y: float
    before: float | None
    after: float | None
    before_x: float | None
    after_x: float | None
    change: float | None
    direction: str | None


class Band(NamedTuple):
    """Around the total before: a change that stays in it (`points` each way) is within error."""

    x: float
    width: float
    points: float


@dataclass(frozen=True)
class Provisions:
    """Six lines on one axis, and the total on its own. `reliable` is None where it cannot be said.

    `before_on` and `after_on` are the days of the two administrations, of which the second may be awaited.
    """

    height: float
    form: str
    before_on: date
    after_on: date | None
    lines: tuple[Dumbbell, ...]
    foot: float
    across: tuple[Tick, ...]
    total: Dumbbell
    total_foot: float
    total_across: tuple[Tick, ...]
    band: Band | None
    reliable: bool | None
    reasons: tuple[str, ...]


def provisions(facts: Facts, row: Row) -> Provisions | None:
    """The picture of the row `social_provisions`; None while there is no baseline."""
    before, after = baseline(facts, "sps"), latest(facts, "sps")
    form = form_of(before) if before else None
    if before is None or form is None:
        return None
    response_range = range_of(before, form)
    each = _bounds(form, response_range, PROVISIONS)
    whole = _bounds(form, response_range, form.primary)
    foot = _TOP + len(PROVISIONS) * _PITCH
    total_y = foot + _FOOT + _BETWEEN
    zone = facts.site.zone
    return Provisions(
        height=total_y + _PITCH + _FOOT,
        form=form.id,
        before_on=local_date(before.at.us, zone),
        after_on=local_date(after.at.us, zone) if after else None,
        lines=tuple(_lines(row, each)),
        foot=foot,
        across=ticks(each),
        total=_dumbbell(_total(row), whole, total_y),
        total_foot=total_y + _PITCH,
        total_across=ticks(whole),
        band=_band(row, whole),
        reliable=row.reliable if isinstance(row.reliable, bool) else None,
        reasons=row.reasons,
    )


def _bounds(form: Form, response_range: Range, names: tuple[str, ...]) -> Scale:
    """One axis for all of these scores that the form has."""
    bounds = [score_bounds(form, name, response_range) for name in names if name in form.score_names]
    return Scale(min(low for low, _ in bounds), max(high for _, high in bounds), _LEFT, _RIGHT)


def _lines(row: Row, scale: Scale) -> Iterator[Dumbbell]:
    known = {sub_row.name: sub_row for sub_row in row.sub_rows}
    for place, name in enumerate(PROVISIONS):
        yield _dumbbell(known.get(name, SubRow(name=name, direction="not_measured")), scale, _TOP + place * _PITCH)


def _total(row: Row) -> SubRow:
    before, after = (value if isinstance(value, float | int) else None for value in (row.baseline, row.latest))
    change = None if before is None or after is None else after - before
    direction = None if change is None else "rose" if change > 0 else "fell" if change < 0 else "same"
    return SubRow.model_construct(name="total", baseline=before, latest=after, change=change, direction=direction)


def _dumbbell(row: SubRow, scale: Scale, y: float) -> Dumbbell:
    return Dumbbell(
        name=row.name,
        words_y=y,
        y=y + _DOT,
        before=_rounded(row.baseline),
        after=_rounded(row.latest),
        before_x=None if row.baseline is None else scale(row.baseline),
        after_x=None if row.latest is None else scale(row.latest),
        change=_rounded(row.change),
        direction=row.direction,
    )


def _band(row: Row, scale: Scale) -> Band | None:
    points = row.details.get("reliable_points")
    if points is None or not isinstance(row.baseline, float | int):
        return None
    start = max(scale(row.baseline - points), _LEFT)
    end = min(scale(row.baseline + points), _RIGHT)
    return Band(start, round(end - start, 1), round(points, 2))


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)
