"""`secure_attachment`: whether the client moved toward the secure corner of the anxiety and avoidance plane."""

from math import sqrt

from workflows.aiat.criteria.row import Row
from workflows.aiat.criteria.score_change import ScoreChange
from workflows.aiat.criteria.scored import Pair, change_in, pair_of
from workflows.aiat.criteria.source import source
from workflows.aiat.criteria.waiting import not_judged
from workflows.aiat.criteria.words import caveats, moved, points
from workflows.aiat.episode import InForce
from workflows.aiat.facts import Facts
from workflows.aiat.measures import form_of, range_of
from workflows.instruments.style import attachment_style


def judge(facts: Facts) -> Row:
    """Judged by both dimensions and by the distance from the corner where both are lowest."""
    pair = pair_of(facts, "ecr")
    if pair is None:
        return not_judged(facts, "secure_attachment", "ecr", lambda entry: {**_point(entry)})
    return _judged(facts, pair)


def early_worsening(facts: Facts) -> InForce | None:
    """The latest ECR, if it is an interim one on which a dimension is reliably worse: a flag, not a verdict."""
    pair = pair_of(facts, "ecr")
    if pair is None or pair.after.event.occasion != "interim":
        return None
    worse = any(change_in(facts, pair, score).reliably_away for score in ("anxiety", "avoidance"))
    return pair.after if worse else None


def level_of(anxiety: ScoreChange, avoidance: ScoreChange, farther_by: float) -> tuple[int, bool]:
    """The level, and whether the picture is mixed (one dimension reliably better, the other reliably worse).

    The first that holds: -2 a dimension reliably worse and the other not reliably better; -1 mixed; -1 the
    distance (which changed by `farther_by`) did not fall; +2 reliably better and both in the community range;
    +1 reliably better; 0. While a reliability is unknown only -1 and 0 can be reached.
    """
    both = (anxiety, avoidance)
    if anxiety.reliable is None or avoidance.reliable is None:
        return (0 if farther_by < 0 else -1), False
    worse = any(one.reliably_away for one in both)
    better = any(one.reliably_toward for one in both)
    if worse:
        return (-1, True) if better else (-2, False)
    if farther_by >= 0:
        return -1, False
    if better:
        return (2 if all(one.within for one in both) else 1), False
    return 0, False


def _judged(facts: Facts, pair: Pair) -> Row:
    anxiety, avoidance = (change_in(facts, pair, score) for score in ("anxiety", "avoidance"))
    before, after = _point(pair.before), _point(pair.after)
    change = {name: after[name] - before[name] for name in before}
    level, mixed = level_of(anxiety, avoidance, change["distance"])
    codes = (*("mixed",) * mixed, *anxiety.reasons, *avoidance.reasons, *pair.reasons)
    reasons = tuple(dict.fromkeys(codes))
    both = (anxiety, avoidance)
    return Row(
        criterion="secure_attachment",
        status="judged",
        level=level,
        reasons=reasons,
        baseline={**before},
        latest={**after},
        change={**change},
        reliable={one.score: one.reliable for one in both},
        crossed={one.score: one.crossed for one in both},
        category={one.score: one.category for one in both},
        evidence=pair.evidence,
        source=source(pair.form, facts.policy),
        details={
            "form": pair.form.id,
            "reliable_points": {one.score: one.points for one in both},
            "cut_off": {one.score: one.cut_off for one in both},
            "style": {"baseline": _style(pair.before), "latest": _style(pair.after)},
        },
        sentence=(
            f"{moved('Anxiety', anxiety)}, {moved('avoidance', avoidance)}; the distance from the secure corner "
            f"went from {points(before['distance'])} to {points(after['distance'])}."
            f"{' The two dimensions moved reliably in opposite directions.' * mixed}{caveats(reasons)}"
        ),
    )


def _point(entry: InForce) -> dict[str, float]:
    """Anxiety, avoidance, and the distance from the corner where both are at the lowest response."""
    form = form_of(entry)
    low = range_of(entry, form)[0] if form else 1
    anxiety, avoidance = entry.event.scores["anxiety"], entry.event.scores["avoidance"]
    distance = sqrt((anxiety - low) ** 2 + (avoidance - low) ** 2)
    return {"anxiety": anxiety, "avoidance": avoidance, "distance": distance}


def _style(entry: InForce) -> dict[str, str | None] | None:
    form, scores = form_of(entry), entry.event.scores
    if form is None:
        return None
    style = attachment_style(
        form,
        avoidance=scores["avoidance"],
        anxiety=scores["anxiety"],
        response_range=entry.event.response_range,
    )
    return {"style": style.style.value, "rule": style.rule} if style else None
