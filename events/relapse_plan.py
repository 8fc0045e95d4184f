"""The relapse prevention plan: risks, coping alone and with people, a crisis contact, the client's agreement."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from events.event import Code, Derived, Entry, Id, Personal, RequiredPersonal, ShortText, Text

RiskKind = Literal["craving", "environmental_cue", "attachment_strategy"]
"""AIAT's three kinds: cravings, environmental cues, and attachment strategies or defences in a relationship."""
Situation = Literal[
    "negative_emotion",
    "negative_physical_state",
    "positive_emotion",
    "testing_control",
    "urges_and_temptations",
    "interpersonal_conflict",
    "social_pressure",
    "positive_emotion_with_others",
]
"""High-risk situations after Marlatt & Gordon (1985)."""


class RiskIdentified(Entry):
    """Something that could lead back to use. The entry's id is the risk's id."""

    type: ClassVar[str] = "episode.risk_identified"
    what: ClassVar[str] = "risk"

    kind: RiskKind
    situation: Situation | None = None
    strategy: Literal["hyperactivating", "deactivating", "disorganised"] | None = None
    carried_from: Id | None = None
    description: RequiredPersonal[Text] = None
    warning_signs: Personal[tuple[ShortText, ...]] = None


class CopingPlanned(Entry):
    """What answers a risk: tools used alone, and people of the map. A later one for the same risk replaces it."""

    type: ClassVar[str] = "episode.coping_planned"
    what: ClassVar[str] = "coping"

    risk: Id
    alone: tuple[Code, ...] = ()
    people: tuple[Id, ...] = ()
    detail: Personal[Text] = None


class CrisisContactNamed(Entry):
    """Whom to call when nothing else helps."""

    type: ClassVar[str] = "episode.crisis_contact_named"
    what: ClassVar[str] = "crisis-contact"

    kind: Literal["crisis_line", "emergency_service", "professional", "person"]
    person: Id | None = None
    label: RequiredPersonal[ShortText] = None
    how: Personal[ShortText] = None


class PlanDetailed(Entry):
    """The rest of the plan: reasons, meetings, what to do after a lapse, who holds a copy. The latest counts."""

    type: ClassVar[str] = "episode.plan_detailed"
    what: ClassVar[str] = "plan"

    review_on: date | None = None
    copies_with: tuple[Literal["client", "clinic", "person_on_map", "other_provider"], ...] = ()
    meetings_per_week: Annotated[int, Field(ge=0, le=50)] | None = None
    reasons: Personal[Text] = None
    meetings: Personal[Text] = None
    after_a_lapse: Personal[Text] = None


class PlanAgreed(Entry):
    """The client agreed to the plan as it stands: `plan` digests what was agreed to, so a later change shows."""

    type: ClassVar[str] = "episode.plan_agreed"
    what: ClassVar[str] = "plan-agreement"

    plan: Derived[str]
    note: Personal[Text] = None


class PlanReviewed(Entry):
    """Client and staff went through the plan, as after a recurrence of use."""

    type: ClassVar[str] = "episode.plan_reviewed"
    what: ClassVar[str] = "plan-review"

    note: Personal[Text] = None
