"""`reflective_functioning`: judged by RFQ-R-7, lower being better; the other scores of the form are context."""

from typing import Any

import pytest

from tests.aiat.entries import assessed, compared, rfq
from tests.aiat.given import SHIPPED, day, facts
from tests.aiat.policies import RFQ_FIGURES, with_norms
from workflows.aiat.criteria import Row
from workflows.aiat.criteria.reflective_functioning import judge
from workflows.aiat.policy import Policy


def row(before: float, after: float, policy: Policy = SHIPPED) -> Row:
    history = compared(rfq("a1", before, day(0, 2), "baseline"), rfq("a2", after, day(30)))
    return judge(facts(history, day(31), policy))


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        pytest.param(4, 7, -1, id="far worse, yet never -2"),
        pytest.param(4, 4, -1, id="the same"),
        pytest.param(4, 3.9, 0, id="a little lower"),
        pytest.param(7, 1, 0, id="far lower, yet no more than 0"),
    ],
)
def test_while_reliability_is_unknown_the_level_stays_between_minus_1_and_0(
    before: float, after: float, level: int
) -> None:
    found = row(before, after)
    assert found.level == level
    assert found.reasons == ("reliability_unknown", "norm_unknown")
    assert (found.reliable, found.crossed, found.category) == (None, None, None)
    assert "stops at 0" in found.sentence


def test_a_norm_alone_does_not_lift_the_level_while_reliability_is_unknown() -> None:
    assert row(6, 1, with_norms(("rfq-8", "rfq_r_7", 2.5, 0.5))).level == 0


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        pytest.param(4, 5.5, -2, id="reliably worse"),
        pytest.param(4, 5.4, -1, id="worse within error"),
        pytest.param(4, 4, -1, id="not moved"),
        pytest.param(4, 2.6, 0, id="better within error, and within the community range"),
        pytest.param(6, 4, 1, id="reliably better, still outside"),
        pytest.param(5, 3.5, 1, id="reliably better, on the border"),
        pytest.param(5, 3.4, 2, id="reliably better and within"),
        pytest.param(3.4, 1.9, 2, id="reliably better and within all along"),
    ],
)
def test_the_level_where_the_site_has_set_its_figures(before: float, after: float, level: int) -> None:
    assert row(before, after, RFQ_FIGURES).level == level


def test_crossing_is_told_from_being_within() -> None:
    assert row(5, 3.4, RFQ_FIGURES).crossed is True
    assert row(3.4, 1.9, RFQ_FIGURES).crossed is False


@pytest.mark.parametrize(
    ("before", "after", "category"),
    [(5, 3.4, "recovered"), (6, 4, "improved"), (4, 4, "unchanged"), (4, 6, "deteriorated")],
)
def test_the_category_is_jacobson_and_truaxs(before: float, after: float, category: str) -> None:
    assert row(before, after, RFQ_FIGURES).category == category


def test_uncertainty_and_certainty_are_shown_as_context() -> None:
    beside = {one.name: (one.baseline, one.latest, one.direction) for one in row(5, 4).sub_rows}
    assert beside == {"uncertainty": (2.5, 2.0, "fell"), "certainty": (1.0, 1.0, "same")}


def test_the_figures_are_the_unrounded_scores() -> None:
    found = row(34 / 7, 33 / 7)
    assert (found.baseline, found.latest, found.change) == (34 / 7, 33 / 7, 33 / 7 - 34 / 7)


def test_the_mentalization_scale_is_better_when_it_rises() -> None:
    def ments(entry: str, total: float, at: int, occasion: Any) -> Any:
        return assessed(entry, "ments", {"total": total}, at, occasion)

    history = compared(ments("a1", 90, day(0, 2), "baseline"), ments("a2", 103, day(30), "interim"))
    found = judge(facts(history, day(31)))
    assert (found.level, found.reliable) == (1, True)
    assert [one.direction for one in found.sub_rows] == ["not_scorable"] * 3
