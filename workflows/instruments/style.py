"""The word for a point on the plane of attachment anxiety and avoidance. For display: never a decision.

Types are not natural kinds, and the two rules here disagree on about a quarter of people: show the point
first, then the word together with the rule that chose it.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from workflows.instruments.form import Form, Range

Rule = Literal["fisher", "quadrant"]


class Style(StrEnum):
    """The four styles of Bartholomew and Horowitz (1991)."""

    SECURE = "secure"
    PREOCCUPIED = "preoccupied"
    DISMISSING = "dismissing"
    FEARFUL = "fearful"


class Strategy(StrEnum):
    """What a style's owner tends to do under threat; `disorganised` is a label only."""

    HYPERACTIVATING = "hyperactivating"
    DEACTIVATING = "deactivating"
    DISORGANISED = "disorganised"
    NONE = "none"


STRATEGIES: Final = {
    Style.SECURE: Strategy.NONE,
    Style.PREOCCUPIED: Strategy.HYPERACTIVATING,
    Style.DISMISSING: Strategy.DEACTIVATING,
    Style.FEARFUL: Strategy.DISORGANISED,
}

# Fisher's linear discriminant functions of Brennan, Clark & Shaver (1998), for the ECR on 1 to 7:
# weight of avoidance, weight of anxiety, constant.
_FISHER: Final = {
    Style.SECURE: (3.2893296, 5.4725318, -11.5307833),
    Style.FEARFUL: (7.2371075, 8.1776448, -32.3553266),
    Style.PREOCCUPIED: (3.9246754, 9.7102446, -28.4573220),
    Style.DISMISSING: (7.3654621, 4.9392039, -22.2281088),
}

# By whether avoidance is high and whether anxiety is high.
_QUADRANTS: Final = {
    (False, False): Style.SECURE,
    (False, True): Style.PREOCCUPIED,
    (True, False): Style.DISMISSING,
    (True, True): Style.FEARFUL,
}


@dataclass(frozen=True, slots=True)
class AttachmentStyle:
    """A style, and the rule by which it was read off."""

    style: Style
    rule: Rule


def attachment_style(
    form: Form, *, avoidance: float | None, anxiety: float | None, response_range: Range | None = None
) -> AttachmentStyle | None:
    """The style of two scores of `form`; None where a score is missing or the form has no style.

    The discriminant functions hold for the form's own range only; on another the quadrant is used. Raises
    `RangeNotAllowed`.
    """
    in_force = form.range_in_force(response_range)
    if form.style_rule is None or avoidance is None or anxiety is None:
        return None
    if form.style_rule == "fisher" and in_force == form.response_range:
        return AttachmentStyle(fisher(avoidance, anxiety), "fisher")
    return AttachmentStyle(quadrant(avoidance, anxiety, in_force), "quadrant")


def fisher(avoidance: float, anxiety: float) -> Style:
    """The class whose discriminant function is largest."""

    def function(style: Style) -> float:
        weight_of_avoidance, weight_of_anxiety, constant = _FISHER[style]
        return weight_of_avoidance * avoidance + weight_of_anxiety * anxiety + constant

    return max(_FISHER, key=function)


def quadrant(avoidance: float, anxiety: float, response_range: Range) -> Style:
    """The quarter of the plane, cut at the midpoint of the range; a score at the midpoint is high."""
    midpoint = (response_range[0] + response_range[1]) / 2
    return _QUADRANTS[avoidance >= midpoint, anxiety >= midpoint]
