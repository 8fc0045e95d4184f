"""Horizontal bars, one a row: how many of how many, drawn to one scale."""

from collections.abc import Iterable
from typing import Final, NamedTuple

WIDTH: Final = 320
_PITCH, _WORDS, _THICK = 40.0, 13.0, 12.0


class Bar(NamedTuple):
    """A row: `y` is the foot of its words, `top` its bar's. `width` is None where there is no figure to show."""

    name: str
    y: float
    top: float
    width: float | None
    value: float | None


class Bars(NamedTuple):
    """The rows from top to bottom; `thick` is the height of a bar."""

    height: float
    thick: float
    rows: tuple[Bar, ...]


def bars(values: Iterable[tuple[str, float | None]], most: float) -> Bars:
    """Bars for named values from 0 to `most`, which has the whole width."""
    rows = tuple(
        Bar(
            name,
            place * _PITCH + _WORDS,
            place * _PITCH + _WORDS + 6,
            None if value is None or most <= 0 else round(WIDTH * value / most, 1),
            value,
        )
        for place, (name, value) in enumerate(values)
    )
    return Bars(len(rows) * _PITCH, _THICK, rows)
