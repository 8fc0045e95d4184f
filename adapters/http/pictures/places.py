"""Where on the round of the map each person stands: given once, in the order of the log, and kept.

A place depends on the people who were recorded before, never on those after, and is not given to others when
somebody leaves: whoever is added, or leaves, moves nobody.
"""

import hashlib
from bisect import bisect, insort
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from events.social_map import PersonAdded, PersonChanged, PersonRole
from workflows.aiat.episode import Episode


class Sector(NamedTuple):
    """A part of the round for some roles: `width` degrees from `start` on, clockwise from the right."""

    name: str
    roles: tuple[PersonRole, ...]
    start: int
    width: int


SECTORS: Final = (
    Sector("recovery", ("recovery_peer", "sponsor"), -30, 72),
    Sector("staff", ("staff",), 42, 36),
    Sector("other", ("other",), 78, 24),
    Sector("faith", ("faith",), 102, 24),
    Sector("work", ("colleague",), 126, 36),
    Sector("family", ("partner", "family"), 162, 84),
    Sector("friends", ("friend", "neighbour"), 246, 84),
)
_OF_ROLE: Final[Mapping[str, Sector]] = {role: sector for sector in SECTORS for role in sector.roles}
_PITCH: Final = 12.0
"""Degrees from one place of a sector to the next, until all are taken; then half of it, and so on."""
_ROOM: Final = 2 * _PITCH
"""Degrees to the nearest other person that are enough."""


def sector_of(role: str) -> Sector:
    """The sector of a role."""
    return _OF_ROLE[role]


def angles(episode: Episode) -> Mapping[tuple[str, str], float]:
    """The angle of everybody who ever was on the map, by id and name of sector, for each they ever stood in.

    Somebody stands where the hash of their id says, unless that is near somebody who was there first; then where
    their sector has most room. No two angles are the same.
    """
    entries = [entry for entry in episode.entries.values() if type(entry.event) in {PersonAdded, PersonChanged}]
    found: dict[tuple[str, str], float] = {}
    taken: list[float] = []
    for entry in sorted(entries, key=lambda entry: entry.first):
        event: PersonAdded | PersonChanged = entry.event
        if event.role is None:
            continue
        person = event.person if isinstance(event, PersonChanged) else entry.id
        sector = sector_of(event.role)
        if (person, sector.name) not in found:
            found[person, sector.name] = angle = _angle(person, sector, taken)
            insort(taken, angle)
    return found


def _angle(person: str, sector: Sector, taken: Sequence[float]) -> float:
    free: list[float] = []
    pitch = _PITCH
    while not free:
        places = [sector.start + pitch * (step + 0.5) for step in range(round(sector.width / pitch))]
        free = [place for place in places if _room(place, taken) > 0]
        pitch /= 2
    wanted = free[_hash(person) % len(free)]
    if _room(wanted, taken) >= _ROOM:
        return wanted
    return max(free, key=lambda place: (_room(place, taken), -abs(place - wanted), place))


def _room(place: float, taken: Sequence[float]) -> float:
    """Degrees to the nearest angle that is taken."""
    if not taken:
        return 360
    after = bisect(taken, place)
    neighbours = (taken[after - 1], taken[after % len(taken)])
    return min(min(apart, 360 - apart) for apart in (abs(place - one) % 360 for one in neighbours))


def _hash(person: str) -> int:
    return int.from_bytes(hashlib.sha256(person.encode()).digest()[:8], "big")
