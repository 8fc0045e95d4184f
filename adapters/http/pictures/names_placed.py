"""Puts names beside the marks of a picture so that they can be read: under them, or where there is room."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final, Literal, NamedTuple

Anchor = Literal["start", "middle", "end"]
_LETTER: Final = 6.8
"""How wide a letter is, on the average, at the size of 12 or 13 in which names are drawn."""
_UP, _DOWN = 10.0, 3.0


class Placed(NamedTuple):
    """Where a name begins, has its middle or ends, as `anchor` says."""

    x: float
    y: float
    anchor: Anchor


class Box(NamedTuple):
    """A part of the picture that is taken."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether the two overlap."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


def place_names(marks: Sequence[tuple[float, float, float, str]], taken: Iterable[Box] = ()) -> Iterator[Placed]:
    """A place for each name of marks (x, y, radius, name), the earlier ones first choosing; marks are kept clear."""
    boxes = [*taken, *(Box(x - radius, y - radius, x + radius, y + radius) for x, y, radius, _ in marks)]
    for x, y, radius, name in marks:
        choices = [(place, _box(place, name)) for place in _around(x, y, radius)]
        place, box = min(choices, key=lambda choice: sum(choice[1].meets(box) for box in boxes))
        boxes.append(box)
        yield place


def _around(x: float, y: float, radius: float) -> tuple[Placed, ...]:
    below, above, beside = radius + _UP + 2, radius + _DOWN + 2, radius + 4
    return (
        Placed(x, round(y + below, 1), "middle"),
        Placed(x, round(y - above, 1), "middle"),
        Placed(round(x + beside, 1), round(y + 4, 1), "start"),
        Placed(round(x - beside, 1), round(y + 4, 1), "end"),
    )


def _box(place: Placed, name: str) -> Box:
    width = len(name) * _LETTER
    left = {"start": place.x, "middle": place.x - width / 2, "end": place.x - width}[place.anchor]
    return Box(left, place.y - _UP, left + width, place.y + _DOWN)
