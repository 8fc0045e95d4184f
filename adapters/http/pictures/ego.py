"""The social map: the client in the middle, the people around, the more important the nearer.

Who somebody is to the client says in which direction they stand, their id at which angle of it; see `places`.
"""

from dataclasses import dataclass
from math import cos, radians, sin
from typing import Final, NamedTuple

from adapters.http.pictures.names_placed import Anchor, Box, Placed, place_names
from adapters.http.pictures.places import SECTORS, angles, sector_of
from projections.social_map import PersonShown, SocialMapView
from workflows.aiat.episode import Episode

WIDTH, HEIGHT = 784, 540
_X, _Y = 380.0, 268.0
_ACROSS, _UPWARD = 276.0, 226.0
"""Half the width and half the height of the outermost ring."""
_NEAR: Final = {5: 0.4, 4: 0.55, 3: 0.7, 2: 0.85, 1: 1.0}
"""How far from the middle a person stands, by importance; 1 is the outermost ring."""
_BEYOND: Final = 1.1
_RADIUS: Final = 10.0
_CLIENT: Final = 32.0
_MOST_LETTERS: Final = 18


class Ring(NamedTuple):
    """Where people of one importance stand: half the width and half the height."""

    importance: int
    rx: float
    ry: float


class SectorName(NamedTuple):
    """The word for a sector, beyond the outermost ring, and the line at which the sector begins."""

    name: str
    x: float
    y: float
    anchor: Anchor
    from_x: float
    from_y: float
    to_x: float
    to_y: float


class Somebody(NamedTuple):
    """A person in their place. `label` is their name, shortened; None where it is not known."""

    x: float
    y: float
    label: str | None
    placed: Placed
    shown: PersonShown


class Knowing(NamedTuple):
    """Two people who know each other."""

    one: Somebody
    other: Somebody
    quality: str


@dataclass(frozen=True)
class Ego:
    """The map as drawn around the middle at `x` and `y`."""

    x: float
    y: float
    client: float
    rings: tuple[Ring, ...]
    sectors: tuple[SectorName, ...]
    people: tuple[Somebody, ...]
    ties: tuple[Knowing, ...]


def ego(episode: Episode, view: SocialMapView) -> Ego:
    """The picture of a view of the episode's map."""
    given = angles(episode)
    spots = [_at(given[shown.person, sector_of(shown.role).name], _NEAR[shown.importance]) for shown in view.people]
    labels = [_shortened(shown.name) for shown in view.people]
    marks = [
        (*spot, _RADIUS, label or shown.role) for spot, label, shown in zip(spots, labels, view.people, strict=True)
    ]
    client = Box(_X - _CLIENT, _Y - _CLIENT, _X + _CLIENT, _Y + _CLIENT)
    people = {
        shown.person: Somebody(*spot, label, placed, shown)
        for shown, spot, label, placed in zip(view.people, spots, labels, place_names(marks, [client]), strict=True)
    }
    return Ego(
        x=_X,
        y=_Y,
        client=_CLIENT,
        rings=tuple(
            Ring(importance, round(_ACROSS * near, 1), round(_UPWARD * near, 1)) for importance, near in _NEAR.items()
        ),
        sectors=tuple(_sector(sector.name, sector.start, sector.width) for sector in SECTORS),
        people=tuple(people.values()),
        ties=tuple(Knowing(people[tie.between[0]], people[tie.between[1]], tie.quality) for tie in view.ties),
    )


def _at(angle: float, near: float) -> tuple[float, float]:
    turned = radians(angle)
    return round(_X + _ACROSS * near * cos(turned), 1), round(_Y + _UPWARD * near * sin(turned), 1)


def _sector(name: str, start: int, width: int) -> SectorName:
    x, y = _at(start + width / 2, _BEYOND)
    anchor: Anchor = "end" if x < _X - 40 else "start" if x > _X + 40 else "middle"
    return SectorName(name, x, y, anchor, *_at(start, _NEAR[5] / 2), *_at(start, 1.05))


def _shortened(name: str | None) -> str | None:
    return name if name is None or len(name) <= _MOST_LETTERS else name[: _MOST_LETTERS - 1].rstrip() + "…"
