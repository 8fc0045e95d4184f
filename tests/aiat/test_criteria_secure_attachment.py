"""`secure_attachment`: which level two ECR administrations give, and what the row says of it.

By the shipped figures, anxiety changes reliably beyond 0.97 points and avoidance beyond 0.87.
"""

from typing import Any

import pytest

from tests.aiat.entries import compared, ecr
from tests.aiat.given import SHIPPED, Happened, day, facts
from tests.aiat.policies import ECR_NORMS
from workflows.aiat.criteria import Row
from workflows.aiat.criteria.secure_attachment import early_worsening, judge
from workflows.aiat.policy import Policy

Point = tuple[float, float]


def row(before: Point, after: Point, policy: Policy = SHIPPED, **more: Any) -> Row:
    history = compared(
        ecr("a1", *before, day(0, 2), "baseline", **more), ecr("a2", *after, day(30), "reassessment", **more)
    )
    return judge(facts(history, day(31), policy))


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        pytest.param((4, 4), (5, 4), -2, id="anxiety rose reliably"),
        pytest.param((4, 4), (4, 5), -2, id="avoidance rose reliably"),
        pytest.param((4, 4), (5, 5), -2, id="both rose reliably"),
        pytest.param((6, 2), (5.5, 3), -2, id="one rose reliably though the distance fell"),
        pytest.param((6, 2), (3, 3), -1, id="mixed though the distance fell"),
        pytest.param((3, 6), (6, 3), -1, id="mixed and the distance did not change"),
        pytest.param((4, 4), (4, 4), -1, id="nothing moved"),
        pytest.param((4, 4), (4.2, 4), -1, id="moved away within error"),
        pytest.param((4, 2), (2.9, 2.86), 1, id="one fell reliably and the other rose within error"),
        pytest.param((2, 6), (1, 6.8), -1, id="one fell reliably but the distance rose"),
        pytest.param((4, 4), (3.9, 4), 0, id="the distance fell within error"),
        pytest.param((4, 4), (3.04, 4), 0, id="anxiety fell just within error"),
        pytest.param((4, 4), (3.03, 4), 1, id="anxiety fell just reliably"),
        pytest.param((4, 4), (4, 3.13), 1, id="avoidance fell just reliably"),
        pytest.param((6, 6), (2, 2), 1, id="both fell far, but no norm is set"),
    ],
)
def test_the_level_by_the_shipped_policy(before: Point, after: Point, level: int) -> None:
    assert row(before, after).level == level


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        pytest.param((6, 4), (4, 4), 2, id="one fell reliably and both are within"),
        pytest.param((6, 6), (4, 4), 2, id="both fell reliably and both are within"),
        pytest.param((3, 3), (1.5, 3), 2, id="one fell reliably and both were within all along"),
        pytest.param((6, 5), (4, 5), 1, id="one fell reliably and the other is outside"),
        pytest.param((6.9, 4), (4.5, 4), 1, id="on the border is not within"),
        pytest.param((4, 4), (3.5, 4), 0, id="both are within but nothing moved reliably"),
    ],
)
def test_the_level_where_the_site_has_set_norms(before: Point, after: Point, level: int) -> None:
    assert row(before, after, ECR_NORMS).level == level


def test_a_mixed_picture_is_flagged() -> None:
    found = row((6, 2), (3, 3))
    assert "mixed" in found.reasons
    assert "opposite directions" in found.sentence


def test_the_figures_are_the_point_and_its_distance_from_the_secure_corner() -> None:
    found = row((4, 5), (1, 5))
    assert found.baseline == {"anxiety": 4.0, "avoidance": 5.0, "distance": 5.0}
    assert found.latest == {"anxiety": 1.0, "avoidance": 5.0, "distance": 4.0}
    assert found.change == {"anxiety": -3.0, "avoidance": 0.0, "distance": -1.0}
    assert found.reliable == {"anxiety": True, "avoidance": False}
    assert found.category == {"anxiety": "improved", "avoidance": "unchanged"}


def test_the_evidence_is_the_two_records() -> None:
    assert row((4, 4), (3, 4)).evidence == (3, 6)


def test_without_a_norm_nobody_can_be_said_to_have_crossed() -> None:
    found = row((6, 4), (3, 4))
    assert found.crossed == {"anxiety": None, "avoidance": None}
    assert found.reasons == ("norm_unknown",)
    assert "+2 cannot be reached" in found.sentence


def test_crossing_asks_for_a_start_outside_the_community_range() -> None:
    found = row((6, 4), (3, 4), ECR_NORMS)
    assert found.crossed == {"anxiety": True, "avoidance": False}
    assert found.category == {"anxiety": "recovered", "avoidance": "unchanged"}


def test_without_reliability_the_level_says_only_which_way_the_distance_went() -> None:
    unknown = SHIPPED.model_copy(update={"reliabilities": ()})
    assert [row((4, 4), after, unknown).level for after in ((1, 1), (4, 4), (7, 7))] == [0, -1, -1]
    assert "reliability_unknown" in row((4, 4), (1, 1), unknown).reasons
    assert row((4, 4), (1, 1), unknown).reliable == {"anxiety": None, "avoidance": None}


def test_another_response_range_rescales_the_figures_and_says_so() -> None:
    found = row((3, 3), (2.3, 3), response_range=(1, 5))
    assert found.level == 1
    assert "rescaled" in found.reasons
    assert found.details["reliable_points"]["anxiety"] == pytest.approx(0.968 * 4 / 6, abs=0.001)


def test_norms_are_rescaled_with_the_response_range() -> None:
    found = row((4, 2), (3, 2), ECR_NORMS, response_range=(1, 5))
    assert found.details["cut_off"]["anxiety"] == pytest.approx(1 + 3.5 * 4 / 6)
    assert found.level == 2


def test_a_prorated_score_is_flagged() -> None:
    assert "prorated" in row((4, 4), (3, 4), prorated=("anxiety",)).reasons


def test_the_style_words_name_their_rule() -> None:
    assert row((5, 5), (2, 2)).details["style"] == {
        "baseline": {"style": "fearful", "rule": "fisher"},
        "latest": {"style": "secure", "rule": "fisher"},
    }
    assert row((5, 5), (2, 2), form="ecr-s").details["style"]["latest"] == {"style": "secure", "rule": "quadrant"}


def test_the_source_names_the_form_its_publication_and_where_the_figures_come_from() -> None:
    found = row((4, 4), (3, 4)).source
    assert "ecr version 1" in found
    assert "Brennan" in found
    assert "46,610 people" in found


def _interim(after: Point) -> list[Happened]:
    return compared(ecr("a1", 4, 4, day(0, 2), "baseline"), ecr("a2", *after, day(20)))


def test_an_interim_that_is_reliably_worse_is_an_early_worsening() -> None:
    found = early_worsening(facts(_interim((5, 3)), day(21)))
    assert found is not None
    assert found.id == "a2"


def test_an_interim_that_is_worse_within_error_is_none() -> None:
    assert early_worsening(facts(_interim((4.5, 4)), day(21))) is None


def test_a_reassessment_after_it_ends_an_early_worsening() -> None:
    history = [*_interim((5, 3)), ecr("a3", 5, 3, day(40), "reassessment")]
    assert early_worsening(facts(history, day(41))) is None
