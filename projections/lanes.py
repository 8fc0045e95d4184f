"""The lanes of the timeline: which strand of treatment each event belongs to."""

from typing import Final, Literal

from events import assessment, corrections, deadlines, discharge, episode, intake, practice, relapse_plan, social_map
from events.event import Event

Lane = Literal[
    "stages",
    "holds",
    "intake",
    "assessments",
    "map",
    "contacts",
    "practice",
    "recurrences",
    "plan",
    "discharge",
    "deadlines",
    "notes",
    "corrections",
]

_LANES: Final[dict[Lane, tuple[type[Event], ...]]] = {
    "stages": (
        episode.EpisodeOpened,
        episode.StageEntered,
        episode.ExitOverridden,
        episode.DischargedEarly,
        episode.EpisodeVoided,
        episode.EpisodeMoved,
    ),
    "holds": (episode.PutOnHold, episode.Resumed),
    "intake": (
        intake.TreatmentConsentGiven,
        intake.TreatmentConsentRevoked,
        intake.SafetyScreenDone,
        intake.SubstanceRecorded,
        intake.AttachmentHistoryRecorded,
        intake.CareTeamAssigned,
    ),
    "assessments": (assessment.AssessmentTaken, assessment.AttachmentFormulated),
    "map": (
        social_map.PersonAdded,
        social_map.PersonChanged,
        social_map.PersonLeft,
        social_map.TieDrawn,
        social_map.SocialMapReviewed,
    ),
    "contacts": (social_map.ContactMade,),
    "practice": (
        practice.EducationGiven,
        practice.RegulationPractised,
        practice.ReflectionMade,
        practice.GroupAttended,
    ),
    "recurrences": (practice.SubstanceUseRecorded,),
    "plan": (
        relapse_plan.RiskIdentified,
        relapse_plan.CopingPlanned,
        relapse_plan.CrisisContactNamed,
        relapse_plan.PlanDetailed,
        relapse_plan.PlanAgreed,
        relapse_plan.PlanReviewed,
    ),
    "discharge": (discharge.DispositionRecorded, discharge.SummaryWritten, discharge.SummarySigned),
    "deadlines": (deadlines.DeadlinePassed, deadlines.DischargeProposed),
    "notes": (intake.NoteWritten,),
    "corrections": (corrections.EntryVoided, corrections.EntryAmended),
}
_LANE_OF: Final[dict[type[Event], Lane]] = {kind: lane for lane, kinds in _LANES.items() for kind in kinds}


def lane_of(event: Event) -> Lane:
    """The lane of an event of an episode. KeyError for an event of another stream."""
    return _LANE_OF[type(event)]
