"""Criteria that rest on an instrument, while there is nothing to compare: never a nought, always why."""

from typing import Any

import pytest

from tests.aiat.entries import assessed, compared, ecr
from tests.aiat.given import Happened, day, entered, facts, opened, under_way
from tests.aiat.story import answers
from workflows.aiat.criteria import Row, attained, judge
from workflows.instruments.form import load_form

SPS_GUIDANCE = next(scale.items for scale in load_form("sps-24").subscales if scale.name == "guidance")
UNSCORABLE: dict[str, Any] = {"not_scorable": {"anxiety": "too_many_missing"}}


def ecr_unscorable(entry: str, at: int, occasion: Any = "interim") -> Happened:
    return assessed(entry, "ecr", {"avoidance": 3.0}, at, occasion, **UNSCORABLE)


def secure_attachment(history: list[Happened], now: int = day(60)) -> Row:
    return judge(facts(history, now))[0]


def test_an_episode_without_assessments_awaits_its_baselines() -> None:
    rows = judge(facts([opened()], day(1)))
    assert [row.status for row in rows] == ["awaiting_baseline"] * 3 + ["not_started"] * 2
    assert {row.level for row in rows} == {None}
    assert not any(attained(row) for row in rows)
    assert {row.evidence for row in rows} == {()}


def test_with_a_baseline_alone_the_row_shows_it_and_awaits_a_reassessment() -> None:
    row = secure_attachment([*under_way("assessment"), ecr("a1", 4, 5, day(1), "baseline")])
    assert (row.status, row.level, row.latest, row.change) == ("awaiting_reassessment", None, None, None)
    assert row.baseline == {"anxiety": 4.0, "avoidance": 5.0, "distance": 5.0}
    assert row.evidence == (3,)


def test_a_baseline_that_cannot_be_scored_says_why() -> None:
    row = secure_attachment([*under_way("assessment"), ecr_unscorable("a1", day(1), "baseline")])
    assert (row.status, row.reasons, row.evidence) == ("not_scorable", ("too_many_missing",), (3,))
    assert "anxiety (18 of 18 items missing where at most 2 may be)" in row.sentence


def test_what_cannot_be_scored_says_how_many_items_were_missing_and_how_many_may_be() -> None:
    one_declined = answers("rfq-8", 4) | {"3": None}
    taken = assessed("a1", "rfq-8", {}, day(1), "baseline", not_scorable={"rfq_r_7": "too_many_missing"})
    taken = taken._replace(event=taken.event.model_copy(update={"answers": one_declined}))

    row = judge(facts([*under_way("assessment"), taken], day(60)))[1]

    assert row.sentence == "The baseline could not be scored: RFQ-R-7 (1 of 7 items missing where none may be)."


def test_a_total_that_cannot_be_scored_names_the_scores_that_it_lacks() -> None:
    declined = answers("sps-24", 2) | dict.fromkeys(SPS_GUIDANCE)
    taken = assessed("a1", "sps-24", {}, day(1), "baseline", not_scorable={"total": "too_many_missing"})
    taken = taken._replace(event=taken.event.model_copy(update={"answers": declined}))

    row = judge(facts([*under_way("assessment"), taken], day(60)))[2]

    assert row.sentence == "The baseline could not be scored: guidance (4 of 4 items missing where at most 1 may be)."


def test_without_a_baseline_in_time_the_row_says_that_it_is_too_late() -> None:
    row = secure_attachment([*under_way(), ecr("a1", 4, 5, day(1), "interim")])
    assert row.status == "awaiting_baseline"
    assert "cannot be judged in this episode" in row.sentence


def test_a_reassessment_that_cannot_be_scored_says_why() -> None:
    row = secure_attachment(compared(ecr("a1", 4, 5, day(0, 2), "baseline"), ecr_unscorable("a2", day(30))))
    assert (row.status, row.level, row.reasons) == ("not_scorable", None, ("too_many_missing",))
    assert row.evidence == (3, 6)


@pytest.mark.parametrize(
    "after",
    [
        ecr("a2", 3, 3, day(30), form="ecr-s"),
        ecr("a2", 3, 3, day(30), response_range=(1, 5)),
        ecr("a2", 3, 3, day(30), form="ecr-rs", target="general"),
    ],
    ids=["another form", "another response range", "another form about a target"],
)
def test_another_form_than_the_baselines_is_not_compared(after: Happened) -> None:
    row = secure_attachment(compared(ecr("a1", 4, 5, day(0, 2), "baseline"), after))
    assert (row.status, row.level, row.reasons) == ("form_differs", None, ("form_differs",))
    assert "Reassess as at the baseline" in row.sentence


def test_a_range_left_unsaid_is_the_forms_own() -> None:
    after = ecr("a2", 3, 3, day(30), response_range=(1, 7))
    assert secure_attachment(compared(ecr("a1", 4, 5, day(0, 2), "baseline"), after)).status == "judged"


def test_a_newer_administration_that_cannot_be_scored_leaves_the_older_one_to_judge_by_and_is_named() -> None:
    history = compared(ecr("a1", 4, 5, day(0, 2), "baseline"), ecr("a2", 2, 2, day(30)))
    row = secure_attachment([*history, ecr_unscorable("a3", day(40))])
    assert (row.status, row.evidence) == ("judged", (3, 6))
    assert "newer_left_out" in row.reasons
    assert "left out" in row.sentence


def test_a_form_that_is_not_known_here_is_not_scorable() -> None:
    newer = ecr("a1", 4, 5, day(1), "baseline")
    newer = newer._replace(event=newer.event.model_copy(update={"form_version": 99}))
    row = secure_attachment([*under_way("assessment"), newer])
    assert (row.status, row.reasons) == ("not_scorable", ("form_unknown",))


def test_the_map_and_its_use_start_when_map_building_is_first_entered() -> None:
    rows = judge(facts(under_way("social_map_building"), day(1)))
    assert [row.status for row in rows[3:]] == ["judged", "judged"]


def test_the_map_and_its_use_stay_started_after_going_back_further() -> None:
    history = [*under_way("relapse_planning"), entered("social_map_building", day(2), "relapse_planning")]
    assert [row.status for row in judge(facts(history, day(3)))[3:]] == ["judged", "judged"]
