"""The social map as it stood at a moment: the people around the client, and the ties between them."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from operator import attrgetter
from typing import Any, Final, NamedTuple, get_args

from events.social_map import (
    Direction,
    Frequency,
    PersonAdded,
    PersonChanged,
    PersonLeft,
    PersonRole,
    Provision,
    Quality,
    Stance,
    SubstanceStatus,
    TieDrawn,
)
from workflows.aiat.episode import Episode, InForce

PROVISIONS: Final[tuple[Provision, ...]] = get_args(Provision)
"""The six social provisions, in the order in which they are shown."""


class Person(NamedTuple):
    """Somebody on the map, without their name. `positions` are those of the records that this comes from."""

    id: str
    role: PersonRole
    stance: Stance
    substance_status: SubstanceStatus
    importance: int
    provisions: tuple[Provision, ...]
    direction: Direction
    quality: Quality
    frequency: Frequency
    in_treatment_milieu: bool
    safe_to_contact: bool
    groups: tuple[str, ...]
    positions: tuple[int, ...]

    @property
    def is_staff(self) -> bool:
        """Whether this is a member of the treatment staff."""
        return self.role == "staff"

    @property
    def in_milieu(self) -> bool:
        """Whether the client knows them through treatment; of staff that is always so."""
        return self.is_staff or self.in_treatment_milieu

    @property
    def is_supporter(self) -> bool:
        """Whether they support recovery and can be counted on: not cut off, not staff."""
        return self.stance == "supports" and self.quality != "cut_off" and not self.is_staff


class Tie(NamedTuple):
    """Two people on the map who know each other; their ids in alphabetical order."""

    between: tuple[str, str]
    quality: Quality
    position: int


@dataclass(frozen=True)
class SocialMap:
    """People by id and the ties between them. `positions` are those of the records that it was drawn from."""

    people: Mapping[str, Person]
    ties: tuple[Tie, ...]
    positions: tuple[int, ...]

    @cached_property
    def supporters(self) -> tuple[Person, ...]:
        """Those who support recovery, are not cut off, and are not staff."""
        return tuple(person for person in self.people.values() if person.is_supporter)

    @cached_property
    def outside_milieu(self) -> tuple[Person, ...]:
        """The supporters whom the client does not know through treatment."""
        return tuple(person for person in self.supporters if not person.in_milieu)

    @cached_property
    def offered_by(self) -> Mapping[Provision, tuple[str, ...]]:
        """Which supporters offer each of the six provisions, by id; an empty tuple where nobody does."""
        return {
            provision: tuple(person.id for person in self.supporters if provision in person.provisions)
            for provision in PROVISIONS
        }

    @cached_property
    def provisions(self) -> tuple[Provision, ...]:
        """The provisions that at least one supporter offers."""
        return tuple(provision for provision, people in self.offered_by.items() if people)


class MapHistory:
    """The map of an episode as it stood after each moment at which it changed."""

    def __init__(self, episode: Episode) -> None:
        fold = _Fold()
        self._moments: list[int] = []
        self._maps = [fold.drawn()]
        for moment, entries in groupby(_map_entries(episode), key=lambda entry: entry.at.us):
            for entry in entries:
                fold.apply(entry)
            self._moments.append(moment)
            self._maps.append(fold.drawn())

    def at(self, us: int) -> SocialMap:
        """The map drawn from what had happened by `us` (UTC microseconds)."""
        return self._maps[bisect_right(self._moments, us)]

    def until(self, us: int) -> Iterator[tuple[int, SocialMap]]:
        """Each moment up to `us` at which the map changed, oldest first, with the map as it stood after it."""
        for moment, drawn in zip(self._moments, self._maps[1:], strict=True):
            if moment > us:
                return
            yield moment, drawn


def map_at(episode: Episode, us: int) -> SocialMap:
    """The map drawn from what had happened by `us`, for who asks once."""
    return MapHistory(episode).at(us)


class _Fold:
    def __init__(self) -> None:
        self._people: dict[str, Person] = {}
        self._ties: dict[tuple[str, str], Tie] = {}
        self._positions: list[int] = []

    def apply(self, entry: InForce) -> None:
        """Draws one record into the map; one that speaks of somebody who is not there is left out."""
        if _APPLY[type(entry.event)](self, entry):
            self._positions.append(entry.position)

    def drawn(self) -> SocialMap:
        return SocialMap(dict(self._people), tuple(self._ties.values()), tuple(self._positions))

    def _added(self, entry: InForce) -> bool:
        self._people[entry.id] = Person._make((entry.id, *_described(entry.event), (entry.position,)))
        return True

    def _changed(self, entry: InForce) -> bool:
        event: PersonChanged = entry.event
        if (person := self._people.get(event.person)) is None:
            return False
        both = zip(person[1:-1], _described(event), strict=True)
        known = (was if now is None else now for was, now in both)
        self._people[person.id] = Person._make((person.id, *known, (*person.positions, entry.position)))
        return True

    def _left(self, entry: InForce) -> bool:
        gone = entry.event.person
        if self._people.pop(gone, None) is None:
            return False
        self._ties = {between: tie for between, tie in self._ties.items() if gone not in between}
        return True

    def _tied(self, entry: InForce) -> bool:
        first, second = sorted(entry.event.between)
        if first == second or first not in self._people or second not in self._people:
            return False
        self._ties[first, second] = Tie((first, second), entry.event.quality, entry.position)
        return True


_described: Final[Callable[[Any], tuple[Any, ...]]] = attrgetter(*Person._fields[1:-1])
_APPLY: Final[Mapping[type, Callable[[_Fold, InForce], bool]]] = {
    PersonAdded: _Fold._added,
    PersonChanged: _Fold._changed,
    PersonLeft: _Fold._left,
    TieDrawn: _Fold._tied,
}


def was_on_map(episode: Episode, person: str, us: int) -> bool:
    """Whether somebody had come onto the map by then, and not left before."""
    came = episode.entries.get(person)
    if came is None or type(came.event) is not PersonAdded or came.at.us > us:
        return False
    return not any(entry.event.person == person and entry.at.us < us for entry in episode.of(PersonLeft))


def _map_entries(episode: Episode) -> list[InForce]:
    found: Iterable[Any] = episode.entries.values()
    return sorted(
        (entry for entry in found if type(entry.event) in _APPLY),
        key=lambda entry: (entry.at.us, entry.first),
    )
