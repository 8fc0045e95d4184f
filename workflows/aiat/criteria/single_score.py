"""The level and the row of a criterion that is judged by one score."""

from collections.abc import Sequence

from workflows.aiat.criteria.row import Criterion, Row
from workflows.aiat.criteria.score_change import ScoreChange
from workflows.aiat.criteria.scored import Pair, change_in, pair_of
from workflows.aiat.criteria.source import source
from workflows.aiat.criteria.sub_rows import sub_rows
from workflows.aiat.criteria.waiting import not_judged
from workflows.aiat.criteria.words import caveats, moved, points
from workflows.aiat.episode import InForce
from workflows.aiat.facts import Facts
from workflows.aiat.measures import primary_scores
from workflows.aiat.policy import Measure


def level_of(change: ScoreChange) -> int:
    """-2 reliably worse, -1 not toward the goal, 0 toward it, +1 reliably, +2 and now in the community range.

    While reliability is unknown only -1 and 0 can be reached; without a norm +2 cannot.
    """
    if change.reliably_away:
        return -2
    if not change.toward:
        return -1
    if not change.reliably_toward:
        return 0
    return 2 if change.within else 1


def judge_score(
    facts: Facts, criterion: Criterion, measure: Measure, name: str, beside: Sequence[str] | None = None
) -> Row:
    """The row of a criterion whose level rests on the primary score of the measure's form, called `name`.

    The scores named `beside` are shown with it (see `sub_rows`).
    """
    pair = pair_of(facts, measure)
    if pair is None:
        return not_judged(facts, criterion, measure, _primary, beside)
    return _judged(facts, criterion, pair, name, beside)


def _primary(entry: InForce) -> float | None:
    return next(iter(primary_scores(entry).values()), None)


def _judged(facts: Facts, criterion: Criterion, pair: Pair, name: str, beside: Sequence[str] | None) -> Row:
    change = change_in(facts, pair, pair.form.primary[0])
    reasons = change.reasons + pair.reasons
    sentence = (
        f"{moved(name, change)}, from {points(change.before)} to {points(change.after)} "
        f"({change.better} is better).{caveats(reasons)}"
    )
    return Row(
        criterion=criterion,
        status="judged",
        level=level_of(change),
        reasons=reasons,
        baseline=change.before,
        latest=change.after,
        change=change.amount,
        reliable=change.reliable,
        crossed=change.crossed,
        category=change.category,
        evidence=pair.evidence,
        source=source(pair.form, facts.policy),
        sub_rows=sub_rows(pair.form, pair.before, pair.after, beside),
        details={
            "score": change.score,
            "form": pair.form.id,
            "better": change.better,
            "reliable_points": change.points,
            "cut_off": change.cut_off,
        },
        sentence=sentence,
    )
