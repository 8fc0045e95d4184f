"""What each kind of entry is called: as the title of its form, and once it is recorded."""

from typing import Final, NamedTuple

from adapters.http.languages import mark


class Kind(NamedTuple):
    """The title of the form and what is said when it was recorded, both to be translated."""

    title: str
    recorded: str


KINDS: Final = {
    "attachment-history": Kind(mark("Attachment history"), mark("Attachment history recorded.")),
    "care-team": Kind(mark("Care team"), mark("Care team recorded.")),
    "consent": Kind(mark("Consent to treatment"), mark("Consent recorded.")),
    "consent-revoked": Kind(mark("Consent withdrawn"), mark("Withdrawal of consent recorded.")),
    "contact": Kind(mark("Contact"), mark("Contact recorded.")),
    "coping": Kind(mark("Coping with a risk"), mark("Coping recorded.")),
    "crisis-contact": Kind(mark("Crisis contact"), mark("Crisis contact recorded.")),
    "disposition": Kind(mark("Disposition of a goal"), mark("Disposition recorded.")),
    "education": Kind(mark("Education"), mark("Education recorded.")),
    "formulation": Kind(mark("Attachment formulation"), mark("Formulation recorded.")),
    "map-review": Kind(mark("Review of the map"), mark("Review of the map recorded.")),
    "note": Kind(mark("Note"), mark("Note recorded.")),
    "person": Kind(mark("Person on the map"), mark("Person recorded.")),
    "person-change": Kind(mark("Change about a person"), mark("Change recorded.")),
    "person-left": Kind(mark("Person no longer on the map"), mark("Change recorded.")),
    "plan": Kind(mark("More of the plan"), mark("Plan recorded.")),
    "plan-agreement": Kind(mark("The client agrees to the plan"), mark("Agreement recorded.")),
    "plan-review": Kind(mark("Review of the plan"), mark("Review of the plan recorded.")),
    "recurrence": Kind(mark("Recurrence of use"), mark("Recurrence recorded.")),
    "reflection": Kind(mark("Reflection"), mark("Reflection recorded.")),
    "regulation": Kind(mark("Regulation practice"), mark("Practice recorded.")),
    "risk": Kind(mark("Risk"), mark("Risk recorded.")),
    "safety-screen": Kind(mark("Safety screen"), mark("Safety screen recorded.")),
    "substance": Kind(mark("Substance and what it relieves"), mark("Substance recorded.")),
    "summary": Kind(mark("Discharge summary"), mark("Summary recorded.")),
    "tie": Kind(mark("Tie between two people"), mark("Tie recorded.")),
}
"""Every kind that the general form records; an assessment has a screen of its own."""
