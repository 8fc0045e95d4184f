"""What is learnt and agreed at intake, in words."""

from events.intake import (
    AttachmentHistoryRecorded,
    CareTeamAssigned,
    NoteWritten,
    SafetyScreenDone,
    SubstanceRecorded,
    TreatmentConsentGiven,
    TreatmentConsentRevoked,
)
from projections.words.sentence import Name, counted, listed, plain, sentence


@sentence.register
def _(event: TreatmentConsentGiven, name: Name = str) -> str:
    return f"Consent to treatment signed on {event.signed_on.isoformat()}."


@sentence.register
def _(event: TreatmentConsentRevoked, name: Name = str) -> str:
    return "Consent to treatment withdrawn."


@sentence.register
def _(event: SafetyScreenDone, name: Name = str) -> str:
    choices = "choices explained" if event.choices_explained else "choices not explained"
    return f"Safety screen: safe now {event.safe_now}, {choices}, follow-up {plain(event.follow_up)}."


@sentence.register
def _(event: SubstanceRecorded, name: Name = str) -> str:
    primary = ", the primary one" if event.primary else ""
    return f"Substance {plain(event.substance)}{primary}: relieves {listed(event.relieves)}."


@sentence.register
def _(event: AttachmentHistoryRecorded, name: Name = str) -> str:
    earlier = counted(event.earlier_treatments, "earlier treatment")
    return f"Attachment history: {listed(event.disruptions)}; {earlier}."


@sentence.register
def _(event: CareTeamAssigned, name: Name = str) -> str:
    return f"Care team: {', '.join(name(member) for member in event.members)}."


@sentence.register
def _(event: NoteWritten, name: Name = str) -> str:
    return "Note written."
