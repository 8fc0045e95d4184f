"""How far a client is from each goal, in words: levels, standings, figures, and what qualifies them."""

from typing import Final

from adapters.http.languages import mark

_SCORED: Final = {
    2: mark("Moved reliably, and now within the community range"),
    1: mark("Moved reliably toward the goal"),
    0: mark("Moved toward the goal"),
    -1: mark("Not moved toward the goal"),
    -2: mark("Reliably further from the goal"),
}
_MAP: Final = {
    2: mark("Met, and each provision is offered by two people or more"),
    1: mark("Met, and grown since the stage was left"),
    0: mark("Met"),
    -1: mark("Not met yet"),
    -2: mark("Was met once, not at present"),
}
_USE: Final = {
    2: mark("Met three times in a row, each time with a risk answered"),
    1: mark("Met twice in a row"),
    0: mark("Met"),
    -1: mark("Not met yet"),
    -2: mark("Was met once, with no supported contact lately"),
}
_STANDING: Final = {
    "not_started": mark("Begins with the social map"),
    "awaiting_baseline": mark("No baseline"),
    "awaiting_reassessment": mark("Awaiting a later measure"),
    "not_scorable": mark("Could not be scored"),
}
_REASONS: Final = {
    "prorated": mark("Some items were left out; the score rests on those that were answered."),
    "recalled": mark("The figures for measurement error are yet to be confirmed by the site."),
    "rescaled": mark("The figures for measurement error come from another range of answers, scaled to this one."),
    "stage_not_left": mark("The social map stage has not been left yet, so there is nothing to compare with."),
}
_FIGURES: Final = {
    "anxiety": mark("Anxiety"),
    "avoidance": mark("Avoidance"),
    "distance": mark("Distance from the secure corner"),
    "supporters": mark("Supporters"),
    "provisions": mark("Provisions offered"),
    "outside_milieu": mark("Outside treatment"),
    "supported": mark("Supported contacts"),
    "people": mark("Different people"),
    "people_not_staff": mark("Of them not staff"),
    "days": mark("Different days"),
    "answering_a_risk": mark("Answering a risk"),
    "share_begun_by_client": mark("Begun by the client"),
    "share_supporting": mark("Share supporting recovery"),
    "contacts": mark("Contacts in all"),
    "begun_by_client": mark("Contacts the client began"),
}


def level_words(criterion: str, level: int | None, status: str) -> str:
    """A level in words, or what there is instead of one; a message to translate."""
    if level is None:
        return _STANDING[status]
    return {"social_map": _MAP, "demonstrated_use": _USE}.get(criterion, _SCORED)[level]


def reason_words(code: str) -> str:
    """What a reason of a row means; a message to translate."""
    return _REASONS.get(code, code.replace("_", " ").capitalize())


def figure_words(name: str) -> str:
    """What a figure of a row counts or measures; a message to translate."""
    return _FIGURES.get(name, name.replace("_", " ").capitalize())
