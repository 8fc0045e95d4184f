"""What people call forms and scores. Not in the forms' own files: every record of answers pins their hash."""

from typing import Final

_FORMS: Final = {"ments": "MentS"}
_SCORES: Final = {
    "rfq_r_7": "RFQ-R-7",
    "self": "self-related mentalization",
    "others": "other-related mentalization",
    "motivation": "motivation to mentalize",
}


def form_name(form_id: str) -> str:
    """The short name of a form, such as `RFQ-8`, the same in every language; its `title` is the long one."""
    return _FORMS.get(form_id, form_id.upper())


def score_name(score: str) -> str:
    """What a score is called within a sentence, in English."""
    return _SCORES.get(score, score.replace("_", " "))
