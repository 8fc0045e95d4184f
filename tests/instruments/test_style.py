"""The word for a point on the plane of avoidance and anxiety."""

import pytest

from workflows.instruments.form import load_form
from workflows.instruments.style import STRATEGIES, AttachmentStyle, Strategy, Style, attachment_style

POINTS = [
    (2.0, 2.0, Style.SECURE),
    (2.0, 5.0, Style.PREOCCUPIED),
    (5.0, 2.0, Style.DISMISSING),
    (5.0, 5.0, Style.FEARFUL),
]


@pytest.mark.parametrize(("avoidance", "anxiety", "style"), POINTS)
def test_the_ecr_is_classed_by_the_discriminant_functions(avoidance: float, anxiety: float, style: Style) -> None:
    found = attachment_style(load_form("ecr"), avoidance=avoidance, anxiety=anxiety)

    assert found == AttachmentStyle(style, "fisher")


@pytest.mark.parametrize("form_id", ["ecr-r", "ecr-s", "ecr-rs"])
@pytest.mark.parametrize(("avoidance", "anxiety", "style"), POINTS)
def test_the_other_forms_are_classed_by_the_quadrant(
    form_id: str, avoidance: float, anxiety: float, style: Style
) -> None:
    found = attachment_style(load_form(form_id), avoidance=avoidance, anxiety=anxiety)

    assert found == AttachmentStyle(style, "quadrant")


def test_the_two_rules_can_disagree() -> None:
    by_fisher = attachment_style(load_form("ecr"), avoidance=3.5, anxiety=3.0)
    by_quadrant = attachment_style(load_form("ecr-r"), avoidance=3.5, anxiety=3.0)

    assert by_fisher == AttachmentStyle(Style.DISMISSING, "fisher")
    assert by_quadrant == AttachmentStyle(Style.SECURE, "quadrant")


def test_the_ecr_on_another_range_is_classed_by_the_quadrant_of_that_range() -> None:
    found = attachment_style(load_form("ecr"), avoidance=3.2, anxiety=2.9, response_range=(1, 5))

    assert found == AttachmentStyle(Style.DISMISSING, "quadrant")


def test_a_score_at_the_midpoint_is_high() -> None:
    found = attachment_style(load_form("ecr-r"), avoidance=4.0, anxiety=4.0)

    assert found == AttachmentStyle(Style.FEARFUL, "quadrant")


def test_there_is_no_style_without_both_scores_or_for_a_form_that_measures_none() -> None:
    assert attachment_style(load_form("ecr"), avoidance=None, anxiety=2.0) is None
    assert attachment_style(load_form("ecr"), avoidance=2.0, anxiety=None) is None
    assert attachment_style(load_form("sps-24"), avoidance=2.0, anxiety=2.0) is None


def test_each_style_goes_with_its_strategy() -> None:
    assert STRATEGIES == {
        Style.SECURE: Strategy.NONE,
        Style.PREOCCUPIED: Strategy.HYPERACTIVATING,
        Style.DISMISSING: Strategy.DEACTIVATING,
        Style.FEARFUL: Strategy.DISORGANISED,
    }
