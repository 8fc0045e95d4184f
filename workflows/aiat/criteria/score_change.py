"""What became of one score between baseline and latest, by the figures that the policy holds for it."""

from typing import NamedTuple

from workflows.aiat.policy import Norm, Policy, Reliability
from workflows.instruments import change
from workflows.instruments.form import Form, Range
from workflows.instruments.scoring import score_bounds


class ScoreChange(NamedTuple):
    """The change in a score. What the policy has no figures for is None: nothing is assumed.

    `points`: how much it takes to be reliable, for display. `within`: whether the latest score lies in the
    community range, which begins at `cut_off`. `crossed`: whether it also started outside it.
    """

    score: str
    before: float
    after: float
    better: change.Direction
    reliable: bool | None = None
    points: float | None = None
    cut_off: float | None = None
    within: bool | None = None
    crossed: bool | None = None
    category: str | None = None
    reasons: tuple[str, ...] = ()

    @property
    def amount(self) -> float:
        """Latest less baseline, in points of the score."""
        return self.after - self.before

    @property
    def toward(self) -> bool:
        """Whether it moved toward the goal at all."""
        return change.improved(self.before, self.after, self.better)

    @property
    def reliably_toward(self) -> bool:
        """Whether it moved toward the goal by more than error."""
        return self.reliable is True and self.toward

    @property
    def reliably_away(self) -> bool:
        """Whether it moved away from the goal by more than error."""
        return self.reliable is True and not self.toward


def score_change(
    policy: Policy, form: Form, response_range: Range, score: str, before: float, after: float
) -> ScoreChange:
    """Judges a change by Jacobson and Truax (see `workflows.instruments.change`), from unrounded figures.

    Figures of another response range are rescaled linearly, and `reasons` says so.
    """
    better: change.Direction = "higher" if form.better(score) == "higher" else "lower"
    found = ScoreChange(score=score, before=before, after=after, better=better)
    reliability = policy.reliability(form.id, score)
    norm = policy.norm(form.id, score)
    cut = _cut_off(norm, form, response_range, better) if norm else None
    if cut is not None:
        found = found._replace(
            cut_off=cut.value,
            within=change.within_community_range(after, cut, better),
            crossed=change.crossed(before, after, cut, better),
        )
    if reliability is not None:
        sd = change.rescaled_sd(reliability.sd, from_range=reliability.response_range, to_range=response_range)
        s_diff = change.standard_error_of_difference(sd, reliability.r)
        rc = (after - before) / s_diff
        judged = change.ReliableChange(rc, s_diff, abs(rc) > policy.critical_rc)
        found = found._replace(
            reliable=judged.reliable,
            points=policy.critical_rc * s_diff,
            category=change.category(before, after, change=judged, better=better, cut=cut).value,
        )
    return found._replace(reasons=_reasons(reliability, norm, response_range))


def _reasons(reliability: Reliability | None, norm: Norm | None, response_range: Range) -> tuple[str, ...]:
    known = [figures for figures in (reliability, norm) if figures is not None]
    rescaled = any(figures.response_range != response_range for figures in known)
    return (
        *("reliability_unknown",) * (reliability is None),
        *("norm_unknown",) * (norm is None),
        *("rescaled",) * rescaled,
        *("recalled",) * (reliability is not None and reliability.recalled),
    )


def _cut_off(norm: Norm, form: Form, response_range: Range, better: change.Direction) -> change.CutOff | None:
    published = score_bounds(form, norm.score, norm.response_range)
    asked = score_bounds(form, norm.score, response_range)
    ratio = (asked[1] - asked[0]) / (published[1] - published[0])

    def population(mean: float, sd: float) -> change.Norm:
        return change.Norm(asked[0] + (mean - published[0]) * ratio, sd * ratio)

    clinical = None
    if norm.clinical_mean is not None and norm.clinical_sd is not None:
        clinical = population(norm.clinical_mean, norm.clinical_sd)
    return change.cut_off(better, clinical=clinical, functional=population(norm.mean, norm.sd))
