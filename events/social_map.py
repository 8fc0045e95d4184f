"""The people around the client, the ties between them, and the contacts that were made."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from events.event import Code, Entry, Id, Personal, RequiredPersonal, ShortText, Text

Provision = Literal[
    "attachment",
    "guidance",
    "nurturance",
    "reassurance_of_worth",
    "reliable_alliance",
    "social_integration",
]
"""The six social provisions (Weiss 1974; Cutrona & Russell 1987)."""
PersonRole = Literal[
    "partner",
    "family",
    "friend",
    "recovery_peer",
    "sponsor",
    "colleague",
    "faith",
    "neighbour",
    "staff",
    "other",
]
SubstanceStatus = Literal["never", "in_recovery", "light", "heavy", "unknown"]
Stance = Literal["supports", "neutral", "opposes", "unknown"]
Direction = Literal["gives", "receives", "both"]
Quality = Literal["close", "neutral", "conflict", "cut_off"]
Frequency = Literal["daily", "weekly", "monthly", "rarely", "never", "unknown"]
Importance = Annotated[int, Field(ge=1, le=5)]


class PersonAdded(Entry):
    """Somebody came onto the social map. The entry's id is the person's id."""

    type: ClassVar[str] = "episode.person_added"
    what: ClassVar[str] = "person"

    role: PersonRole
    stance: Stance = "unknown"
    substance_status: SubstanceStatus = "unknown"
    importance: Importance = 3
    provisions: tuple[Provision, ...] = ()
    direction: Direction = "both"
    quality: Quality = "neutral"
    frequency: Frequency = "unknown"
    in_treatment_milieu: bool = False
    safe_to_contact: bool = True
    groups: tuple[Code, ...] = ()
    carried_from: Id | None = None
    name: RequiredPersonal[ShortText] = None
    note: Personal[Text] = None


class PersonChanged(Entry):
    """What is known of a person on the map changed; only the fields given are replaced."""

    type: ClassVar[str] = "episode.person_changed"
    what: ClassVar[str] = "person-change"

    person: Id
    role: PersonRole | None = None
    stance: Stance | None = None
    substance_status: SubstanceStatus | None = None
    importance: Importance | None = None
    provisions: tuple[Provision, ...] | None = None
    direction: Direction | None = None
    quality: Quality | None = None
    frequency: Frequency | None = None
    in_treatment_milieu: bool | None = None
    safe_to_contact: bool | None = None
    groups: tuple[Code, ...] | None = None
    name: Personal[ShortText] = None
    note: Personal[Text] = None


class PersonLeft(Entry):
    """Somebody is no longer on the map: died, moved away, or the client took them off."""

    type: ClassVar[str] = "episode.person_left"
    what: ClassVar[str] = "person-left"

    person: Id
    note: Personal[Text] = None


class TieDrawn(Entry):
    """Two people on the map know each other; a later tie between the same two replaces this one."""

    type: ClassVar[str] = "episode.tie_drawn"
    what: ClassVar[str] = "tie"

    between: tuple[Id, Id]
    quality: Quality = "neutral"
    note: Personal[Text] = None


class SocialMapReviewed(Entry):
    """Client and staff went through the map together."""

    type: ClassVar[str] = "episode.social_map_reviewed"
    what: ClassVar[str] = "map-review"

    note: Personal[Text] = None


ContactPurpose = Literal["check_in", "craving", "guidance", "company", "practical_help", "celebration"]
ContactOutcome = Literal["supported", "neutral", "unhelpful", "not_reached"]


class ContactMade(Entry):
    """The client and somebody on the map were in contact, or tried: enacted support, not perceived."""

    type: ClassVar[str] = "episode.contact_made"
    what: ClassVar[str] = "contact"

    person: Id
    how: Literal["in_person", "phone", "video", "message", "letter"]
    begun_by: Literal["client", "other"]
    purpose: ContactPurpose
    outcome: ContactOutcome
    risk: Id | None = None
    note: Personal[Text] = None
