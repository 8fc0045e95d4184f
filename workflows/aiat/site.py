"""The site folded from its stream: staff, definitions, policies, the time zone."""

from collections.abc import Mapping
from typing import NamedTuple
from zoneinfo import ZoneInfo

from engine.definition import Definition
from events.envelope import Recorded
from events.event import Event
from events.site import (
    DefinitionPublished,
    Discipline,
    PolicyPublished,
    Role,
    SiteFounded,
    StaffAdded,
    StaffRetired,
)
from workflows.aiat.policy import Policy

STREAM = "site"


class Staff(NamedTuple):
    """A member of staff, without their name; `left_at` in UTC microseconds."""

    id: str
    roles: tuple[Role, ...]
    discipline: Discipline | None
    left_at: int | None = None

    @property
    def active(self) -> bool:
        """Whether they are on the staff now."""
        return self.left_at is None

    def active_at(self, us: int) -> bool:
        """Whether they had not left by then."""
        return self.left_at is None or self.left_at > us


class Site(NamedTuple):
    """What holds for every episode of the clinic."""

    id: str = ""
    name: str = ""
    zone: ZoneInfo = ZoneInfo("UTC")
    synthetic: bool = False
    key_check: str = ""
    staff: Mapping[str, Staff] = {}
    definitions: Mapping[tuple[str, int], Definition] = {}
    policies: Mapping[tuple[str, int], Policy] = {}

    @property
    def latest_definition(self) -> Definition:
        """The definition that a new episode is opened under: the one published last."""
        return list(self.definitions.values())[-1]

    @property
    def latest_policy(self) -> Policy:
        """The policy that a new episode is opened under: the one published last."""
        return list(self.policies.values())[-1]


def evolve(site: Site, event: Event, record: Recorded) -> Site:
    """The site after an event."""
    match event:
        case SiteFounded():
            return site._replace(
                id=event.site,
                name=event.name,
                zone=ZoneInfo(event.time_zone),
                synthetic=event.synthetic,
                key_check=event.key_check,
            )
        case StaffAdded():
            member = Staff(event.staff, event.roles, event.discipline)
            return site._replace(staff={**site.staff, event.staff: member})
        case StaffRetired():
            member = site.staff[event.staff]._replace(left_at=record.occurred_at)
            return site._replace(staff={**site.staff, event.staff: member})
        case DefinitionPublished():
            definition = Definition.model_validate(event.content)
            return site._replace(definitions={**site.definitions, (event.name, event.version): definition})
        case PolicyPublished():
            policy = Policy.model_validate(event.content)
            return site._replace(policies={**site.policies, (event.name, event.version): policy})
    return site
