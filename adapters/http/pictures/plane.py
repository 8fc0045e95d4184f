"""The plane of attachment anxiety and avoidance, with the path that every ECR of an episode draws on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal, NamedTuple

from adapters.http.pictures.names_placed import Anchor, Box, place_names
from adapters.http.pictures.scale import Scale, Tick, ticks
from events.assessment import AttachmentFormulated
from events.instants import local_date
from workflows.aiat.deciding.completing import suggested_style
from workflows.aiat.episode import InForce
from workflows.aiat.facts import Facts
from workflows.aiat.measures import administrations, baseline, comparable, form_of, is_valid, range_of
from workflows.instruments.change import rescaled_sd, standard_error_of_measurement
from workflows.instruments.form import Range
from workflows.instruments.style import attachment_style

WIDTH: Final = 320
HEIGHT: Final = 330
_LEFT, _RIGHT, _TOP, _BOTTOM = 40.0, 310.0, 22.0, 292.0
_RADIUS: Final = 8.0
_OUTSIDE: Final = (
    Box(-WIDTH, 0, _LEFT, HEIGHT),
    Box(_RIGHT + 4, 0, 2 * WIDTH, HEIGHT),
    Box(0, _BOTTOM, WIDTH, 2 * HEIGHT),
    Box(0, -HEIGHT, WIDTH, 4),
)
_QUARTERS: Final = tuple(Box(x, y, x + 90, y + 22) for x in (_LEFT, _RIGHT - 90) for y in (_TOP, _BOTTOM - 22))
"""Where the words of the four quarters stand."""

Why = Literal["not_scorable", "other_range"]


class Point(NamedTuple):
    """An administration on the plane, `number` in order of time.

    `is_solid`: asked as at the baseline, so that it can be compared and lies on the path. `style` is the word for
    it and `rule` what chose the word.
    """

    number: int
    x: float
    y: float
    anxiety: float
    avoidance: float
    on: date
    occasion: str
    form: str
    target: str | None
    is_solid: bool
    style: str | None
    rule: str | None


class LeftOut(NamedTuple):
    """An administration that has no place on the plane, and why."""

    on: date
    occasion: str
    form: str
    why: Why


class ErrorBand(NamedTuple):
    """How far the true scores may lie from the last point: `z` standard errors of measurement each way.

    `anxiety` and `avoidance` are in points; `rx` and `ry` in the picture.
    """

    x: float
    y: float
    rx: float
    ry: float
    z: float
    anxiety: float
    avoidance: float


class Label(NamedTuple):
    """The word at the first and at the last point of the path."""

    x: float
    y: float
    anchor: Anchor
    occasion: str


class Word(NamedTuple):
    """The word that the formulation goes by, and what chose it: a rule on the baseline, or a clinician otherwise."""

    style: str
    by: str


@dataclass(frozen=True)
class Plane:
    """Anxiety upward, avoidance to the right; `middle_x` and `middle_y` cut it at the midpoint of the range.

    `error` is None where no reliability is known for the form; `word` where there is neither a formulation nor a
    baseline that suggests one.
    """

    response_range: Range
    left: float
    right: float
    top: float
    bottom: float
    middle_x: float
    middle_y: float
    across: tuple[Tick, ...]
    upward: tuple[Tick, ...]
    points: tuple[Point, ...]
    path: str
    labels: tuple[Label, ...]
    error: ErrorBand | None
    left_out: tuple[LeftOut, ...]
    word: Word | None


def plane(facts: Facts) -> Plane | None:
    """The plane on the response range of the baseline, or of the first ECR that could be scored; None without one."""
    made = administrations(facts, "ecr")
    reference = baseline(facts, "ecr") or next((entry for entry in made if is_valid(entry)), None)
    form = form_of(reference) if reference else None
    if reference is None or form is None:
        return None
    low, high = range_of(reference, form)
    x, y = Scale(low, high, _LEFT, _RIGHT), Scale(low, high, _BOTTOM, _TOP)
    drawn = [entry for entry in made if _why_left_out(entry, (low, high)) is None]
    points = tuple(
        _point(facts, entry, number, x, y, comparable(entry, reference)) for number, entry in enumerate(drawn, start=1)
    )
    on_path = [point for point in points if point.is_solid]
    error = _error(facts, reference, (low, high), on_path[-1])
    return Plane(
        response_range=(low, high),
        left=_LEFT,
        right=_RIGHT,
        top=_TOP,
        bottom=_BOTTOM,
        middle_x=x((low + high) / 2),
        middle_y=y((low + high) / 2),
        across=ticks(x),
        upward=ticks(y),
        points=points,
        path="M" + "L".join(f"{point.x:g} {point.y:g}" for point in on_path),
        labels=_labels(points, error),
        error=error,
        left_out=tuple(
            LeftOut(_on(facts, entry), entry.event.occasion, entry.event.form, why)
            for entry in made
            if (why := _why_left_out(entry, (low, high)))
        ),
        word=_word(facts),
    )


def _word(facts: Facts) -> Word | None:
    if (made := facts.episode.latest(AttachmentFormulated)) is None:
        suggested = suggested_style(facts)
        return Word(suggested.style, suggested.rule) if suggested else None
    style, derived = made.event.style, made.event.derived
    return Word(style, derived.rule if derived and derived.style == style else "clinician")


def _why_left_out(entry: InForce, response_range: Range) -> Why | None:
    form = form_of(entry)
    if form is None or not is_valid(entry):
        return "not_scorable"
    return None if range_of(entry, form) == response_range else "other_range"


def _point(facts: Facts, entry: InForce, number: int, x: Scale, y: Scale, is_solid: bool) -> Point:
    event, form = entry.event, form_of(entry)
    anxiety, avoidance = event.scores["anxiety"], event.scores["avoidance"]
    style = form and attachment_style(form, avoidance=avoidance, anxiety=anxiety, response_range=event.response_range)
    return Point(
        number=number,
        x=x(avoidance),
        y=y(anxiety),
        anxiety=round(anxiety, 2),
        avoidance=round(avoidance, 2),
        on=_on(facts, entry),
        occasion=event.occasion,
        form=event.form,
        target=event.target,
        is_solid=is_solid,
        style=style.style.value if style else None,
        rule=style.rule if style else None,
    )


def _error(facts: Facts, reference: InForce, response_range: Range, last: Point) -> ErrorBand | None:
    z, half = facts.policy.critical_rc, []
    for score in ("anxiety", "avoidance"):
        known = facts.policy.reliability(reference.event.form, score)
        if known is None:
            return None
        sd = rescaled_sd(known.sd, from_range=known.response_range, to_range=response_range)
        half.append(z * standard_error_of_measurement(sd, known.r))
    anxiety, avoidance = half
    a_point = (_RIGHT - _LEFT) / (response_range[1] - response_range[0])
    return ErrorBand(
        x=last.x,
        y=last.y,
        rx=round(avoidance * a_point, 1),
        ry=round(anxiety * a_point, 1),
        z=z,
        anxiety=round(anxiety, 2),
        avoidance=round(avoidance, 2),
    )


def _labels(points: Sequence[Point], error: ErrorBand | None) -> tuple[Label, ...]:
    """The words at both ends of the path, clear of each other, of points, of the four quarters and of the axes."""
    path = [point for point in points if point.is_solid]
    ends = path if len(path) == 1 else (path[0], path[-1])
    radii = (*(_RADIUS for _ in ends[1:]), max(error.ry, _RADIUS) if error else _RADIUS)
    marks = [(point.x, point.y, radius, point.occasion) for point, radius in zip(ends, radii, strict=True)]
    drawn = [Box(one.x - _RADIUS, one.y - _RADIUS, one.x + _RADIUS, one.y + _RADIUS) for one in points]
    placed = place_names(marks, [*_OUTSIDE, *_QUARTERS, *drawn])
    return tuple(Label(*place, point.occasion) for place, point in zip(placed, ends, strict=True))


def _on(facts: Facts, entry: InForce) -> date:
    return local_date(entry.at.us, facts.site.zone)
