"""From values to places in a picture."""

from typing import NamedTuple


class Scale(NamedTuple):
    """Lays the values from `low` to `high` out between two places; `end` may lie before `start`."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The place of a value, to a tenth."""
        return round(self.start + self.length(value - self.low), 1)

    def length(self, difference: float) -> float:
        """How far apart two values lie that differ so much; unrounded."""
        return difference / (self.high - self.low) * (self.end - self.start)


class Tick(NamedTuple):
    """A value that is written at an axis, and its place."""

    at: float
    value: int


def ticks(scale: Scale, most: int = 7) -> tuple[Tick, ...]:
    """Evenly spaced whole numbers from the lowest to the highest value, both included; at most so many steps."""
    low, high = round(scale.low), round(scale.high)
    span = high - low
    step = next(step for step in range(1, span + 1) if span % step == 0 and span // step <= most)
    return tuple(Tick(scale(value), value) for value in range(low, high + 1, step))
