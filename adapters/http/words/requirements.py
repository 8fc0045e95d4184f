"""What each requirement of the pathway is called, in a few words."""

from typing import Final

from adapters.http.languages import mark

REQUIREMENTS: Final = {
    "treatment_consent": mark("Consent to treatment"),
    "safety_screen": mark("Safety screen"),
    "substance_with_function": mark("A substance with what it relieves"),
    "attachment_history": mark("Attachment history"),
    "care_team_disciplines": mark("Both disciplines in the care team"),
    "baseline_ecr": mark("Baseline of the ECR"),
    "baseline_rfq": mark("Baseline of the RFQ"),
    "baseline_sps": mark("Baseline of the SPS"),
    "formulation": mark("Attachment formulation"),
    "map_supporters": mark("People who support recovery"),
    "map_provisions": mark("Provisions offered"),
    "map_outside_milieu": mark("Somebody outside treatment"),
    "contact_made": mark("A contact made"),
    "risk_craving": mark("A risk of craving"),
    "risk_environmental_cue": mark("A risk by a cue"),
    "risk_attachment_strategy": mark("A risk in an attachment strategy"),
    "coping_alone": mark("Coping alone with every risk"),
    "coping_with_person": mark("Somebody on the map for every risk"),
    "crisis_contact": mark("Crisis contact"),
    "plan_agreed": mark("Agreement to the plan"),
    "reassessed_ecr": mark("Reassessment of the ECR"),
    "reassessed_rfq": mark("Reassessment of the RFQ"),
    "reassessed_sps": mark("Reassessment of the SPS"),
    "map_reviewed": mark("Review of the map"),
    "dispositions": mark("Dispositions of goals not attained"),
    "summary_signed": mark("Signature of a clinician"),
    "summary_cosigned": mark("Co-signature of a supervisor"),
}


def requirement_words(code: str) -> str:
    """The words for a requirement code, to be translated; the code spelt out where nobody wrote any."""
    return REQUIREMENTS.get(code) or code.replace("_", " ").capitalize()
