"""What holds of every level, whatever the scores."""

from hypothesis import given
from hypothesis import strategies as st

from tests.aiat.policies import ECR_NORMS, RFQ_FIGURES
from workflows.aiat.criteria.score_change import ScoreChange, score_change
from workflows.aiat.criteria.secure_attachment import level_of as secure_attachment_level
from workflows.aiat.criteria.single_score import level_of
from workflows.instruments.form import load_form

answers = st.floats(1, 7)
ECR, RFQ = load_form("ecr"), load_form("rfq-8")


def ecr(score: str, before: float, after: float) -> ScoreChange:
    return score_change(ECR_NORMS, ECR, (1, 7), score, before, after)


@given(answers, answers, answers)
def test_a_better_score_never_has_a_lower_level(before: float, one: float, other: float) -> None:
    better, worse = min(one, other), max(one, other)
    levels = [level_of(score_change(RFQ_FIGURES, RFQ, (1, 7), "rfq_r_7", before, after)) for after in (better, worse)]
    assert levels[0] >= levels[1]


@given(answers, answers, answers, answers, st.floats(-9, 9))
def test_a_secure_attachment_level_says_what_it_rests_on(
    anxiety_before: float, anxiety_after: float, avoidance_before: float, avoidance_after: float, farther: float
) -> None:
    both = (ecr("anxiety", anxiety_before, anxiety_after), ecr("avoidance", avoidance_before, avoidance_after))
    level, mixed = secure_attachment_level(*both, farther)
    fell = any(one.reliably_toward for one in both)
    rose = any(one.reliably_away for one in both)
    within = all(one.within for one in both)
    assert (level == -2) == (rose and not fell)
    assert mixed == (rose and fell)
    assert (level >= 0) == (farther < 0 and not rose)
    assert (level >= 1) == (level >= 0 and fell)
    assert (level == 2) == (level >= 1 and within)


@given(answers, answers)
def test_which_dimension_is_which_makes_no_difference_where_their_figures_are_the_same(
    before: float, after: float
) -> None:
    still = ecr("anxiety", 4, 4)
    moving = ecr("anxiety", before, after)
    assert secure_attachment_level(still, moving, -1) == secure_attachment_level(moving, still, -1)
