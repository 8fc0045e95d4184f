"""Instruments and the formulation, in words."""

from events.assessment import AssessmentTaken, AttachmentFormulated
from projections.words.sentence import Name, plain, sentence
from workflows.instruments.errors import UnknownForm
from workflows.instruments.form import load_form
from workflows.instruments.missing import too_many_missing
from workflows.instruments.names import form_name, score_name


@sentence.register
def _(event: AssessmentTaken, name: Name = str) -> str:
    about = f" about {event.target}" if event.target else ""
    found = [f"{score_name(score)} {round(value, 2):g}" for score, value in event.scores.items()]
    missing = [
        f"{score_name(score)} not scorable ({_why(event, score, reason)})"
        for score, reason in event.not_scorable.items()
    ]
    prorated = "; prorated" if event.prorated else ""
    return f"{form_name(event.form)}{about} answered ({event.occasion}): {', '.join(found + missing)}{prorated}."


def _why(event: AssessmentTaken, score: str, reason: str) -> str:
    if reason != "too_many_missing":
        return plain(reason)
    try:
        found = too_many_missing(load_form(event.form, event.form_version), score, event.answers)
    except UnknownForm:
        return plain(reason)
    # a total is short of the scores beside it, each of which says so
    return next((str(one) for one in found if one.score == score), plain(reason))


@sentence.register
def _(event: AttachmentFormulated, name: Name = str) -> str:
    words = f"Attachment formulated as {event.style}, strategy {event.strategy}"
    derived = event.derived
    if derived is None:
        return f"{words}."
    if (derived.style, derived.strategy) == (event.style, event.strategy):
        return f"{words}, as the ECR suggests ({derived.rule})."
    return f"{words}; the ECR suggests {derived.style}, {derived.strategy} ({derived.rule})."
