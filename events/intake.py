"""What is learnt and agreed at intake."""

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from events.event import Code, Entry, Id, Personal, RequiredPersonal, ShortText, Text


class TreatmentConsentGiven(Entry):
    """The client consented to treatment. `signed_on` is the date on the paper and may precede intake."""

    type: ClassVar[str] = "episode.treatment_consent_given"
    what: ClassVar[str] = "consent"

    signed_on: date
    explained: bool = True
    note: Personal[Text] = None


class TreatmentConsentRevoked(Entry):
    """The client withdrew consent to treatment: the requirement opens again."""

    type: ClassVar[str] = "episode.treatment_consent_revoked"
    what: ClassVar[str] = "consent-revoked"

    note: Personal[Text] = None


class SafetyScreenDone(Entry):
    """The trauma-informed safety screen. The client may decline any part; that is an answer too."""

    type: ClassVar[str] = "episode.safety_screen_done"
    what: ClassVar[str] = "safety-screen"

    safe_now: Literal["yes", "no", "declined"]
    choices_explained: bool
    follow_up: Literal["none", "safety_plan", "referred", "emergency"] = "none"
    overwhelms: Personal[tuple[ShortText, ...]] = None
    grounds: Personal[tuple[ShortText, ...]] = None
    note: Personal[Text] = None


Relief = Literal[
    "anger",
    "anxiety",
    "boredom",
    "emptiness",
    "grief",
    "loneliness",
    "pain",
    "shame",
    "sleeplessness",
    "trauma_memories",
    "withdrawal",
    "other",
]
"""What a substance relieves: its self-medication function (after Khantzian)."""


class SubstanceRecorded(Entry):
    """A substance the client uses or used, and what it relieves."""

    type: ClassVar[str] = "episode.substance_recorded"
    what: ClassVar[str] = "substance"

    substance: Code
    relieves: tuple[Relief, ...] = ()
    frequency: Literal["none_past_month", "some", "daily", "unknown"] = "unknown"
    primary: bool = False
    relief_note: Personal[Text] = None
    note: Personal[Text] = None


Disruption = Literal[
    "abuse",
    "caregiver_mental_illness",
    "caregiver_substance_use",
    "institutional_care",
    "loss",
    "neglect",
    "separation",
    "violence_at_home",
    "other",
    "none_known",
    "declined",
]


class AttachmentHistoryRecorded(Entry):
    """Early attachment disruption, and what earlier treatment ran aground on."""

    type: ClassVar[str] = "episode.attachment_history_recorded"
    what: ClassVar[str] = "attachment-history"

    disruptions: Annotated[tuple[Disruption, ...], Field(min_length=1)]
    earlier_treatments: Annotated[int, Field(ge=0, le=100)] = 0
    narrative: Personal[Text] = None
    ran_aground_on: Personal[Text] = None


class CareTeamAssigned(Entry):
    """Who treats the client from now on; the latest assignment is the team."""

    type: ClassVar[str] = "episode.care_team_assigned"
    what: ClassVar[str] = "care-team"

    members: Annotated[tuple[Id, ...], Field(min_length=1)]
    handover: Personal[Text] = None


class NoteWritten(Entry):
    """A free note about the episode."""

    type: ClassVar[str] = "episode.note_written"
    what: ClassVar[str] = "note"

    text: RequiredPersonal[Text] = None
