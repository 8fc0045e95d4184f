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


def remedy(episode: str, code: str) -> str | None:
    """The address of the form or screen that meets a requirement; None where there is none yet."""
    return None
