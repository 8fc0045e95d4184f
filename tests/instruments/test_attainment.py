"""The Goal Attainment Scaling T-score."""

from math import sqrt

import pytest

from workflows.instruments.attainment import gas_t_score


def test_expected_outcomes_give_50() -> None:
    assert gas_t_score([0, 0, 0, 0, 0]) == 50


def test_one_goal_gives_10_points_a_level() -> None:
    assert gas_t_score([2]) == 70
    assert gas_t_score([-1]) == 40


def test_five_goals_of_equal_weight() -> None:
    assert gas_t_score([1, 0, 2, -1, 1]) == pytest.approx(50 + 30 / sqrt(0.7 * 5 + 0.3 * 25))


def test_weights_count() -> None:
    assert gas_t_score([1, -1], [2, 1]) == pytest.approx(50 + 10 / sqrt(0.7 * 5 + 0.3 * 9))


def test_there_is_no_score_without_a_level() -> None:
    assert gas_t_score([]) is None


@pytest.mark.parametrize(
    ("levels", "weights", "rho"),
    [([3], None, 0.3), ([1], [0.0], 0.3), ([1, 2], [1.0], 0.3), ([1], None, 1.5)],
)
def test_what_the_formula_is_not_for_is_refused(levels: list[int], weights: list[float] | None, rho: float) -> None:
    with pytest.raises(ValueError, match=r"level|weight|rho"):
        gas_t_score(levels, weights, rho)
