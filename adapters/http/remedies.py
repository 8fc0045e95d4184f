"""Where what is missing for the next step is put right."""

from typing import Final

_ENTRY: Final = {
    "treatment_consent": "consent",
    "safety_screen": "safety-screen",
    "substance_with_function": "substance",
    "attachment_history": "attachment-history",
    "care_team_disciplines": "care-team",
    "formulation": "formulation",
}
"""The kind of entry that meets a requirement, by its code, where the general form records it."""
_SCREEN: Final = {
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
