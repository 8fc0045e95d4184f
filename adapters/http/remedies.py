"""Where what is missing for the next step is put right."""

from typing import Final

_ENTRY: Final = {
    "treatment_consent": "consent",
    "safety_screen": "safety-screen",
    "substance_with_function": "substance",
    "attachment_history": "attachment-history",
    "care_team_disciplines": "care-team",
    "formulation": "formulation",
    "map_supporters": "person",
    "map_provisions": "person",
    "map_outside_milieu": "person",
    "contact_made": "contact",
    "risk_craving": "risk",
    "risk_environmental_cue": "risk",
    "risk_attachment_strategy": "risk",
    "coping_alone": "coping",
    "coping_with_person": "coping",
    "crisis_contact": "crisis-contact",
    "plan_agreed": "plan-agreement",
    "map_reviewed": "map-review",
    "dispositions": "disposition",
}
"""The kind of entry that meets a requirement, by its code. Screens of their own come before the general form."""


def remedy(episode: str, code: str) -> str | None:
    """The address of the form or screen that meets a requirement; None where there is none."""
    entry = _ENTRY.get(code)
    return f"/episodes/{episode}/record/{entry}" if entry else None
