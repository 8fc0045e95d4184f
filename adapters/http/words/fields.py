"""What each field of a form asks, in plain words, with a hint where one helps."""

from typing import Final, NamedTuple

from adapters.http.languages import mark


class Words(NamedTuple):
    """The label of a field and its hint (empty: none needed), both to be translated."""

    label: str
    hint: str = ""


_EVERYWHERE: Final = {
    "account": Words(mark("What happened, in their words")),
    "after_a_lapse": Words(mark("What to do after a lapse")),
    "alone": Words(mark("Tools to use alone"), mark("One a line, in a word or two: walking, cold water")),
    "begun_by": Words(mark("Who began it")),
    "between": Words(mark("Between whom")),
    "birth_date": Words(mark("Date of birth")),
    "checked": Words(mark("Did they check what the other felt or meant?")),
    "choices_explained": Words(mark("Were the choices explained?"), mark("Pausing, declining, stopping at any time")),
    "chosen_name": Words(mark("Name they go by")),
    "contact": Words(mark("How to reach them")),
    "copies_with": Words(mark("Who holds a copy")),
    "criterion": Words(mark("Goal")),
    "description": Words(mark("Description")),
    "detail": Words(mark("In detail")),
    "direction": Words(mark("Who gives, who receives")),
    "discipline": Words(mark("Discipline")),
    "disposition": Words(mark("What is to become of it")),
    "disruptions": Words(
        mark("Early disruptions of attachment"), mark("As far as they wish to say. Declining is an answer.")
    ),
    "earlier_treatments": Words(mark("Earlier treatments, how many")),
    "explained": Words(mark("Was it explained before they signed?")),
    "extent": Words(mark("For how long")),
    "felt_and_needed": Words(mark("What they felt and needed")),
    "follow_up": Words(mark("What follows")),
    "frequency": Words(mark("How often")),
    "grounds": Words(
        mark("What grounds them"), mark("One a line. It is shown on every screen that asks hard questions.")
    ),
    "groups": Words(mark("Groups they belong to"), mark("One a line, in a word or two, no names: family, choir")),
    "handover": Words(mark("What the team should know")),
    "how": Words(mark("How")),
    "importance": Words(mark("How important they are to the client"), mark("1 a little, 5 very")),
    "in_treatment_milieu": Words(mark("They know each other through treatment")),
    "intensity_after": Words(mark("Arousal afterwards"), mark("0 none, 10 the most there is")),
    "intensity_before": Words(mark("Arousal before"), mark("0 none, 10 the most there is")),
    "kind": Words(mark("Kind")),
    "label": Words(mark("Who, or which line")),
    "language": Words(mark("Language")),
    "meetings": Words(mark("Which meetings")),
    "meetings_per_week": Words(mark("Meetings a week")),
    "members": Words(mark("Care team")),
    "minutes": Words(mark("How many minutes")),
    "module": Words(mark("Module")),
    "name": Words(mark("Name")),
    "narrative": Words(mark("In their words")),
    "note": Words(mark("Note"), mark("Kept sealed with the client's own key")),
    "occasion": Words(mark("Occasion")),
    "outcome": Words(mark("How it went")),
    "overwhelms": Words(mark("What overwhelms them"), mark("One a line")),
    "people": Words(mark("People from the map")),
    "person": Words(mark("Who")),
    "primary": Words(mark("This is the main one")),
    "pronouns": Words(mark("Pronouns")),
    "provisions": Words(mark("What they can provide")),
    "purpose": Words(mark("What for")),
    "quality": Words(mark("How close")),
    "ran_aground_on": Words(mark("What earlier treatment ran aground on")),
    "reason": Words(mark("Reason")),
    "reasons": Words(mark("Reasons to stay in recovery")),
    "relief_note": Words(mark("What it relieves, in their words")),
    "relieves": Words(mark("What it relieves")),
    "remark": Words(mark("Remark")),
    "requirements": Words(mark("Requirements to let pass")),
    "review_on": Words(mark("Review on")),
    "risk": Words(mark("Which risk of the plan it answered")),
    "role": Words(mark("Who they are to the client")),
    "roles": Words(mark("Roles")),
    "safe_now": Words(mark("Are they safe now?")),
    "safe_to_contact": Words(mark("It is safe to be in contact with them")),
    "signed_on": Words(mark("Signed on"), mark("The date on the paper")),
    "situation": Words(mark("In which situation")),
    "staff": Words(mark("Staff id"), mark("Such as s-17. It stays for good, and is not a name.")),
    "stance": Words(mark("Where they stand on recovery")),
    "strategy": Words(mark("Attachment strategy")),
    "style": Words(mark("Attachment style")),
    "substance": Words(mark("Substance"), mark("In a word or two")),
    "substance_status": Words(mark("Their own use of substances")),
    "teds_reason": Words(mark("Why treatment ends")),
    "text": Words(mark("Text")),
    "thought_of_other": Words(mark("What they thought the other felt or meant")),
    "tool": Words(mark("Tool"), mark("In a word or two: paced breathing")),
    "topic": Words(mark("Topic"), mark("In a word or two")),
    "trigger": Words(mark("What set it off")),
    "warning_signs": Words(mark("Warning signs"), mark("One a line")),
    "was_right": Words(mark("Were they right?")),
    "with_whom": Words(mark("With whom")),
    "worked": Words(mark("Did it work?")),
    "zone_after": Words(mark("Afterwards")),
    "zone_before": Words(mark("Before")),
}
_OF_A_KIND: Final = {
    ("coping", "risk"): Words(mark("For which risk")),
    ("crisis-contact", "how"): Words(mark("How to reach them")),
    ("recurrence", "risk"): Words(mark("Which risk of the plan it came from")),
    ("regulation", "person"): Words(mark("Who was with them")),
    ("substance", "note"): Words(mark("Note"), mark("Kept sealed with the client's own key")),
    ("summary", "text"): Words(mark("Discharge summary")),
    ("note", "text"): Words(mark("Note"), mark("Kept sealed with the client's own key")),
}


def words_for(what: str, field: str) -> Words:
    """The words of a field of an entry or command; its name where nobody wrote any."""
    return _OF_A_KIND.get((what, field)) or _EVERYWHERE.get(field) or Words(field.replace("_", " ").capitalize())
