"""The rows together: their order, what counts as attained, and the Goal Attainment Scaling score."""

import pytest

from tests.aiat.given import SHIPPED, day, facts, opened
from workflows.aiat.criteria import CRITERIA, Criterion, Row, attained, goal_attainment_t, judge
from workflows.aiat.policy import GoalNumbers


def rows(*levels: int | None) -> list[Row]:
    return [
        Row(
            criterion=criterion,
            status="awaiting_baseline" if level is None else "judged",
            level=level,
            sentence="",
            source="",
        )
        for criterion, level in zip(CRITERIA, levels, strict=False)
    ]


def test_the_rows_come_in_the_order_of_the_criteria() -> None:
    assert tuple(row.criterion for row in judge(facts([opened()], day(1)))) == CRITERIA


@pytest.mark.parametrize(("level", "is_attained"), [(None, False), (-2, False), (-1, False), (0, True), (2, True)])
def test_attained_is_level_0_or_above(level: int | None, is_attained: bool) -> None:
    assert attained(rows(level)[0]) is is_attained


def test_t_rests_on_the_rows_that_have_a_level() -> None:
    found = goal_attainment_t(rows(0, None, 0, None, 0), SHIPPED)
    expected: tuple[Criterion, ...] = ("secure_attachment", "social_provisions", "demonstrated_use")
    assert (found.t, found.criteria, found.number) == (50, expected, 3)


def test_without_a_level_there_is_no_t() -> None:
    found = goal_attainment_t(rows(None, None), SHIPPED)
    assert (found.t, found.criteria, found.number) == (None, (), 0)


def test_t_by_the_published_formula() -> None:
    found = goal_attainment_t(rows(1, 1, 1, 1, 1), SHIPPED)
    assert found.t == pytest.approx(50 + 10 * 5 / (0.7 * 5 + 0.3 * 25) ** 0.5)


def test_the_policy_may_weigh_criteria_otherwise() -> None:
    weighed = SHIPPED.model_copy(update={"goals": GoalNumbers(rho=0, weights={"secure_attachment": 2})})
    assert goal_attainment_t(rows(1, 0), weighed).t == pytest.approx(50 + 10 * 2 / 5**0.5)
