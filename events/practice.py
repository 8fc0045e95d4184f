"""What goes on through the stages: education, regulation, reflection, groups, and recurrence of use."""

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from events.event import Code, Entry, Id, Personal, Text

Module = Literal[
    "causes_of_addiction",
    "interpersonal_neurology",
    "attachment_styles",
    "relapse_risk_factors",
    "coping_tools",
]
Zone = Literal["hyper", "within_window", "hypo"]
Intensity = Annotated[int, Field(ge=0, le=10)]


class EducationGiven(Entry):
    """One of the five psycho-education modules was gone through."""

    type: ClassVar[str] = "episode.education_given"
    what: ClassVar[str] = "education"

    module: Module
    how: Literal["individual", "group", "self_paced"] = "individual"
    session: Id | None = None
    note: Personal[Text] = None


class RegulationPractised(Entry):
    """Arousal before and after a regulation tool, used alone or with someone. Shown, never scored."""

    type: ClassVar[str] = "episode.regulation_practised"
    what: ClassVar[str] = "regulation"

    with_whom: Literal["alone", "with_someone"]
    person: Id | None = None
    tool: Code
    zone_before: Zone
    intensity_before: Intensity
    zone_after: Zone
    intensity_after: Intensity
    minutes: Annotated[int, Field(ge=0, le=1440)] | None = None
    trigger: Personal[Text] = None


class ReflectionMade(Entry):
    """The internal observer: what I felt, what I thought the other felt, whether I checked, and if I was right."""

    type: ClassVar[str] = "episode.reflection_made"
    what: ClassVar[str] = "reflection"

    with_whom: Literal["peer", "staff", "on_map"]
    person: Id | None = None
    checked: bool
    was_right: Literal["yes", "partly", "no", "not_checked"]
    strategy: Literal["hyperactivating", "deactivating", "disorganised", "secure"]
    worked: Literal["yes", "partly", "no"]
    felt_and_needed: Personal[Text] = None
    thought_of_other: Personal[Text] = None


class SubstanceUseRecorded(Entry):
    """A recurrence of use. It never ends an episode; it makes the relapse plan due for review."""

    type: ClassVar[str] = "episode.substance_use_recorded"
    what: ClassVar[str] = "recurrence"

    substance: Code
    extent: Literal["single", "several_days", "ongoing", "unknown"] = "unknown"
    risk: Id | None = None
    account: Personal[Text] = None


class GroupAttended(Entry):
    """The client took part in a group session; the same session stands in each participant's episode."""

    type: ClassVar[str] = "episode.group_attended"
    what: ClassVar[str] = "group"

    session: Id
    topic: Code
    module: Module | None = None
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None
    participants: Annotated[int, Field(ge=1, le=200)]
    remark: Personal[Text] = None
