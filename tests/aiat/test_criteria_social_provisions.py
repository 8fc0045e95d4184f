"""`social_provisions`: judged by the SPS total; each provision has its direction and no verdict."""

import pytest

from tests.aiat.entries import compared, sps
from tests.aiat.given import SHIPPED, day, facts, under_way
from tests.aiat.policies import SPS_NORM
from workflows.aiat.criteria import Row
from workflows.aiat.criteria.social_provisions import judge
from workflows.aiat.policy import Policy
from workflows.aiat.social_map import PROVISIONS


def row(before: float, after: float, policy: Policy = SHIPPED) -> Row:
    history = compared(sps("a1", before, day(0, 2), "baseline"), sps("a2", after, day(30)))
    return judge(facts(history, day(31), policy))


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        pytest.param(60, 51, -2, id="9 lower"),
        pytest.param(60, 52, -1, id="8 lower"),
        pytest.param(60, 60, -1, id="the same"),
        pytest.param(60, 61, 0, id="1 higher"),
        pytest.param(60, 68, 0, id="8 higher is not reliable"),
        pytest.param(60, 69, 1, id="9 higher is"),
        pytest.param(24, 96, 1, id="no norm is set"),
    ],
)
def test_the_level_by_the_shipped_policy(before: float, after: float, level: int) -> None:
    assert row(before, after).level == level


@pytest.mark.parametrize(
    ("before", "after", "level"),
    [
        pytest.param(60, 69, 2, id="reliably higher and within"),
        pytest.param(55, 68, 1, id="reliably higher, on the border"),
        pytest.param(65, 70, 0, id="within, but not reliably higher"),
    ],
)
def test_the_level_where_the_site_has_set_a_norm(before: float, after: float, level: int) -> None:
    assert row(before, after, SPS_NORM).level == level


def test_figures_that_the_site_has_to_confirm_are_flagged() -> None:
    found = row(60, 69)
    assert "recalled" in found.reasons
    assert "recalled" in found.source


def test_each_provision_has_its_direction_and_those_that_fell_are_named() -> None:
    before = sps("a1", 60, day(0, 2), "baseline", {"guidance": 12, "nurturance": 8})
    after = sps("a2", 72, day(30), provisions={"guidance": 11, "nurturance": 8})
    found = judge(facts(compared(before, after), day(31)))
    assert [one.name for one in found.sub_rows] == list(PROVISIONS)
    directions = {one.name: one.direction for one in found.sub_rows}
    assert (directions["guidance"], directions["nurturance"], directions["attachment"]) == ("fell", "same", "rose")
    assert found.details["fell"] == ["guidance"]
    assert found.sentence.endswith("Fell: guidance.")


def test_a_provision_that_the_form_does_not_ask_about_is_not_measured() -> None:
    before = sps("a1", 25, day(0, 2), "baseline", form="sps-10")
    found = judge(facts(compared(before, sps("a2", 30, day(30), form="sps-10")), day(31)))
    nurturance = next(one for one in found.sub_rows if one.name == "nurturance")
    assert (nurturance.direction, nurturance.baseline, nurturance.latest) == ("not_measured", None, None)
    assert found.level == 1


def test_before_reassessment_each_provision_shows_its_baseline_alone() -> None:
    history = [*under_way("assessment"), sps("a1", 60, day(1), "baseline")]
    found = judge(facts(history, day(2)))
    assert found.status == "awaiting_reassessment"
    assert {(one.baseline, one.latest, one.direction) for one in found.sub_rows} == {(10.0, None, None)}
