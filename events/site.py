"""The clinic: its founding, its staff, and the definitions and policies it works by."""

from typing import Any, ClassVar, Literal

from events.event import Event, Id, RequiredPersonal, ShortText, Withheld

Role = Literal["intake", "counsellor", "clinician", "supervisor", "auditor", "integrator", "administrator"]
Discipline = Literal["mental_health", "substance_use"]


class SiteFounded(Event):
    """The site's log begins. `key_check` names the key ring that seals its personal fields."""

    type: ClassVar[str] = "site.founded"

    site: Id
    name: Withheld[ShortText]
    time_zone: ShortText
    synthetic: bool
    key_check: Withheld[str]


class StaffAdded(Event):
    """Somebody joined the staff, or came back; read by every command that asks what its actor may do."""

    type: ClassVar[str] = "site.staff_added"

    staff: Id
    roles: tuple[Role, ...]
    discipline: Discipline | None = None
    name: RequiredPersonal[ShortText] = None


class StaffRetired(Event):
    """Somebody left the staff. What they recorded stays theirs."""

    type: ClassVar[str] = "site.staff_retired"

    staff: Id


class DefinitionPublished(Event):
    """A version of a workflow's definition came into force for episodes opened from now on."""

    type: ClassVar[str] = "site.definition_published"

    name: str
    version: int
    hash: str
    content: Withheld[dict[str, Any]]


class PolicyPublished(Event):
    """A version of a policy (numbers, forms, norms, windows) came into force for new episodes."""

    type: ClassVar[str] = "site.policy_published"

    name: str
    version: int
    hash: str
    content: Withheld[dict[str, Any]]
