"""Instruments answered, and the attachment formulation drawn from them."""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from events.event import Code, Derived, Entry, Id, Personal, Text, Withheld

Occasion = Literal["baseline", "interim", "reassessment"]
Target = Literal["general", "mother", "father", "partner", "friend"]


class AssessmentTaken(Entry):
    """An instrument was answered: raw answers as given (`None`: declined), and the scores of that moment.

    `scores`, `prorated` and `not_scorable` are what the form gave when this was recorded; anyone can
    work them out again from the answers.
    """

    type: ClassVar[str] = "episode.assessment_taken"
    what: ClassVar[str] = "assessment"

    form: Code
    occasion: Occasion
    answers: Withheld[dict[str, int | None]]
    response_range: tuple[int, int] | None = None
    target: Target | None = None
    form_version: Derived[int]
    form_hash: Derived[str]
    scores: Derived[dict[str, float]]
    prorated: Derived[tuple[str, ...]]
    not_scorable: Derived[dict[str, str]]
    note: Personal[Text] = None


Style = Literal["secure", "preoccupied", "dismissing", "fearful"]
Strategy = Literal["hyperactivating", "deactivating", "disorganised", "none"]


class DerivedStyle(BaseModel):
    """The style word that the ECR suggests, the rule that chose it, and the assessment it rests on."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    style: Style
    strategy: Strategy
    rule: Literal["fisher", "quadrant"]
    assessment: Id


class AttachmentFormulated(Entry):
    """A clinician's reading of the client's attachment: as the ECR suggests, or otherwise with a reason."""

    type: ClassVar[str] = "episode.attachment_formulated"
    what: ClassVar[str] = "formulation"

    style: Style
    strategy: Strategy
    derived: Derived[DerivedStyle | None]
    reason: Personal[Text] = None
    note: Personal[Text] = None
