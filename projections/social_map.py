"""The social map of an episode at a moment: people, ties, what is offered by whom, and the figures."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict

from projections.times import local_time
from workflows.aiat.episode import Episode
from workflows.aiat.site import Site
from workflows.aiat.social_map import Person, map_at
from workflows.aiat.social_map_indices import indices


class PersonShown(BaseModel):
    """Somebody on the map. `supporter`: supports recovery, not cut off, not staff. `evidence`: log positions."""

    model_config = ConfigDict(frozen=True)

    person: str
    name: str | None
    role: str
    stance: str
    substance_status: str
    importance: int
    provisions: tuple[str, ...]
    direction: str
    quality: str
    frequency: str
    groups: tuple[str, ...]
    safe_to_contact: bool
    in_treatment_milieu: bool
    supporter: bool
    evidence: tuple[int, ...]


class TieShown(BaseModel):
    """Two people on the map who know each other."""

    model_config = ConfigDict(frozen=True)

    between: tuple[str, str]
    quality: str
    evidence: tuple[int, ...]


class SocialMapView(BaseModel):
    """The map. `offered_by` names the supporters who offer each of the six provisions; density is never a score."""

    model_config = ConfigDict(frozen=True)

    episode: str
    asked_at: str
    people: tuple[PersonShown, ...]
    ties: tuple[TieShown, ...]
    offered_by: dict[str, tuple[str, ...]]
    indices: dict[str, Any]


def social_map(episode: Episode, site: Site, now: int, names: Mapping[str, str] | None = None) -> SocialMapView:
    """The map at `now` (UTC microseconds); people are called by `names` (by id) where one is given."""
    drawn = map_at(episode, now)
    known = names or {}
    return SocialMapView(
        episode=episode.id,
        asked_at=local_time(now, site.zone),
        people=tuple(_shown(person, known.get(person.id)) for person in drawn.people.values()),
        ties=tuple(TieShown(between=tie.between, quality=tie.quality, evidence=(tie.position,)) for tie in drawn.ties),
        offered_by={str(provision): people for provision, people in drawn.offered_by.items()},
        indices=indices(drawn).as_data(),
    )


def _shown(person: Person, name: str | None) -> PersonShown:
    return PersonShown(
        person=person.id,
        name=name,
        role=person.role,
        stance=person.stance,
        substance_status=person.substance_status,
        importance=person.importance,
        provisions=person.provisions,
        direction=person.direction,
        quality=person.quality,
        frequency=person.frequency,
        groups=person.groups,
        safe_to_contact=person.safe_to_contact,
        in_treatment_milieu=person.in_milieu,
        supporter=person.is_supporter,
        evidence=person.positions,
    )
