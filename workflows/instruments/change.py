"""Whether a change in a score is more than error of measurement, and whether it crossed the cut-off.

Jacobson, N. S., & Truax, P. (1991). Clinical significance: A statistical approach to defining meaningful
change in psychotherapy research. Journal of Consulting and Clinical Psychology, 59(1), 12-19.
"""

from dataclasses import dataclass
from enum import StrEnum
from math import sqrt
from typing import Final, Literal

from workflows.instruments.form import Range

CRITERION: Final = 1.96
"""|RC| beyond it happens in fewer than 5 of 100 people whose true score did not change."""

Direction = Literal["lower", "higher"]


@dataclass(frozen=True, slots=True)
class ReliableChange:
    """`rc`: the change in units of `s_diff`, the standard error of a difference. Negative: the score fell."""

    rc: float
    s_diff: float
    reliable: bool


@dataclass(frozen=True, slots=True)
class Norm:
    """Mean and standard deviation of a population, in points of the score."""

    mean: float
    sd: float


@dataclass(frozen=True, slots=True)
class CutOff:
    """The border of the community range, and the criterion of Jacobson and Truax (a, b or c) that set it."""

    value: float
    criterion: Literal["a", "b", "c"]


class Category(StrEnum):
    """Jacobson and Truax's four outcomes."""

    RECOVERED = "recovered"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"


def standard_error_of_measurement(sd: float, r: float) -> float:
    """SEM = SD x sqrt(1 - r). Raises `ValueError` unless SD > 0 and 0 <= r < 1."""
    if not (sd > 0 and 0 <= r < 1):
        raise ValueError("the standard deviation must be above 0, and the reliability at least 0 and below 1")
    return sd * sqrt(1 - r)


def standard_error_of_difference(sd: float, r: float) -> float:
    """S_diff = sqrt(2) x SEM: the spread of the difference between two scores when nothing changed."""
    return sqrt(2) * standard_error_of_measurement(sd, r)


def reliable_change(pre: float, post: float, *, sd: float, r: float) -> ReliableChange:
    """RC = (post - pre) / S_diff, reliable when |RC| > 1.96; all from unrounded figures."""
    s_diff = standard_error_of_difference(sd, r)
    rc = (post - pre) / s_diff
    return ReliableChange(rc, s_diff, abs(rc) > CRITERION)


def reliable_points(sd: float, r: float) -> float:
    """The change in points that a reliable change must exceed; for display."""
    return CRITERION * standard_error_of_difference(sd, r)


def rescaled_sd(sd: float, *, from_range: Range, to_range: Range) -> float:
    """The standard deviation of a score when the same form is answered on another response range (linear)."""
    return sd * (to_range[1] - to_range[0]) / (from_range[1] - from_range[0])


def cut_off(better: Direction, *, clinical: Norm | None = None, functional: Norm | None = None) -> CutOff | None:
    """Where the community range begins: c where both norms are known, else a or b, else None.

    a: two clinical SD from the clinical mean, toward better. b: two functional SD from the functional mean,
    toward worse. c: between the two means, nearer to that of the group with the smaller SD.
    """
    toward_better = 1 if better == "higher" else -1
    if clinical and functional:
        weighted = functional.sd * clinical.mean + clinical.sd * functional.mean
        return CutOff(weighted / (functional.sd + clinical.sd), "c")
    if clinical:
        return CutOff(clinical.mean + 2 * clinical.sd * toward_better, "a")
    if functional:
        return CutOff(functional.mean - 2 * functional.sd * toward_better, "b")
    return None


def within_community_range(score: float, cut: CutOff, better: Direction) -> bool:
    """Whether a score lies past the cut-off, on the better side; a score on the cut-off does not."""
    return score > cut.value if better == "higher" else score < cut.value


def crossed(pre: float, post: float, cut: CutOff, better: Direction) -> bool:
    """Whether the person started outside the community range and ended within it."""
    return within_community_range(post, cut, better) and not within_community_range(pre, cut, better)


def improved(pre: float, post: float, better: Direction) -> bool:
    """Whether the score moved toward better at all."""
    return post > pre if better == "higher" else post < pre


def category(
    pre: float, post: float, *, change: ReliableChange, better: Direction, cut: CutOff | None = None
) -> Category:
    """Jacobson and Truax's category; without a cut-off nobody is `recovered`."""
    if not change.reliable:
        return Category.UNCHANGED
    if not improved(pre, post, better):
        return Category.DETERIORATED
    if cut is not None and crossed(pre, post, cut, better):
        return Category.RECOVERED
    return Category.IMPROVED
