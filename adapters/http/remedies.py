"""Where what is missing for the next step is put right."""

from typing import Final

_ENTRY: Final = {
    "formulation": "formulation",
}
"""The kind of entry that meets a requirement, by its code, where the general form records it."""
_SCREEN: Final = {
    "care_team_disciplines": "intake#h-care-team",
    "attachment_history": "intake#h-attachment-history",
    "substance_with_function": "intake#h-substance",
    "safety_screen": "intake#h-safety-screen",
    "treatment_consent": "intake#h-consent",
    "baseline_ecr": "assessments/new?occasion=baseline&measure=ecr",
    "baseline_rfq": "assessments/new?occasion=baseline&measure=rfq",
    "baseline_sps": "assessments/new?occasion=baseline&measure=sps",
    "reassessed_ecr": "assessments/new?occasion=reassessment&measure=ecr",
    "reassessed_rfq": "assessments/new?occasion=reassessment&measure=rfq",
    "reassessed_sps": "assessments/new?occasion=reassessment&measure=sps",
    "map_supporters": "map",
    "map_provisions": "map",
    "map_outside_milieu": "map/add",
    "contact_made": "contacts",
    "risk_craving": "plan/risk?kind=craving",
    "risk_environmental_cue": "plan/risk?kind=environmental_cue",
    "risk_attachment_strategy": "plan/risk?kind=attachment_strategy",
    "coping_alone": "plan",
    "coping_with_person": "plan",
    "crisis_contact": "plan/crisis",
    "plan_agreed": "plan/agree",
    "map_reviewed": "map/review",
    "dispositions": "discharge",
    "summary_signed": "discharge",
    "summary_cosigned": "discharge",
}
"""The screen of the episode on which a requirement is met, by its code."""


def remedy(episode: str, code: str) -> str | None:
    """The address of the form or screen that meets a requirement; None where there is none."""
    if screen := _SCREEN.get(code):
        return f"/episodes/{episode}/{screen}"
    entry = _ENTRY.get(code)
    return f"/episodes/{episode}/record/{entry}" if entry else None
