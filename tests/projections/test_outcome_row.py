"""What a cohort needs of one episode."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.episode import EpisodeVoided
from projections.outcomes import OutcomeRow, outcome_row
from tests.aiat.entries import a_map_that_suffices, ecr
from tests.aiat.given import Happened, day, discharged, entered, episode, held, opened, site, under_way, void
from tests.aiat.histories import entries, histories
from workflows.aiat.criteria import CRITERIA
from workflows.aiat.episode import Episode


def row(*history: Happened) -> OutcomeRow:
    found = outcome_row(episode(history), site())
    assert found is not None
    return found


def standings(found: OutcomeRow) -> dict[str, tuple[str, int | None]]:
    return {one.criterion: (one.status, one.level) for one in found.criteria}


def test_an_open_episode_has_its_stages_by_date_and_no_verdict() -> None:
    found = row(opened(day(0)), entered("assessment", day(3)))

    assert (found.admitted_on, found.ended_on, found.teds_reason) == ("2026-01-05", None, None)
    assert [tuple(visit.model_dump().values()) for visit in found.stages] == [
        ("intake", "2026-01-05", "2026-01-08", 3),
        ("assessment", "2026-01-08", None, None),
    ]
    assert found.criteria == ()


def test_a_stage_that_was_gone_back_to_is_there_twice_and_holds_count() -> None:
    history = [
        opened(day(0)),
        *(entered(stage, day(1)) for stage in ("assessment", "social_map_building", "relapse_planning")),
        *held(day(2), day(9)),
        entered("social_map_building", day(11), "relapse_planning"),
        discharged(day(20), 3),
    ]

    found = row(*history)

    assert [(visit.stage, visit.days) for visit in found.stages] == [
        ("intake", 1),
        ("assessment", 0),
        ("social_map_building", 0),
        ("relapse_planning", 10),
        ("social_map_building", 9),
    ]
    assert (found.teds_reason, found.ended_on) == (3, "2026-01-25")


def test_completion_ends_the_last_stay_and_is_no_stage_of_its_own() -> None:
    found = row(*under_way("discharge_reassessment"), entered("completed", day(9)))

    assert found.teds_reason == 1
    assert (found.stages[-1].stage, found.stages[-1].left_on) == ("discharge_reassessment", "2026-01-14")


def test_an_ended_episode_says_how_each_criterion_stood_at_its_end() -> None:
    found = row(*under_way(), *a_map_that_suffices(day(1)), discharged(day(9)))

    assert [one.criterion for one in found.criteria] == list(CRITERIA)
    assert standings(found)["secure_attachment"] == ("awaiting_baseline", None)
    assert standings(found)["social_map"] == ("judged", 0)
    assert standings(found)["demonstrated_use"] == ("judged", -1)


@pytest.mark.parametrize(
    ("anxiety", "avoidance", "style"),
    [(2, 2, "secure"), (5, 2, "preoccupied"), (2, 5, "dismissing"), (5, 5, "fearful")],
)
def test_the_baseline_style_is_the_ecrs_word_with_its_rule(anxiety: float, avoidance: float, style: str) -> None:
    taken = ecr("a1", anxiety, avoidance, day(0, 2), "baseline")

    found = row(*under_way("assessment"), taken)

    assert (found.style, found.style_rule) == (style, "fisher")


def test_a_later_assessment_does_not_change_the_baseline_style() -> None:
    history = under_way("assessment")
    before, after = ecr("a1", 5, 5, day(0, 2), "baseline"), ecr("a2", 2, 2, day(40))

    assert row(*history, before, entered("social_map_building", day(1)), after).style == "fearful"


def test_without_a_scorable_baseline_no_style_is_said() -> None:
    assert (row(opened()).style, row(opened()).style_rule) == (None, None)


@pytest.mark.parametrize("history", [[], [opened(), Happened(EpisodeVoided(reason="opened twice"), day(1))]])
def test_what_was_never_opened_or_opened_in_error_has_no_row(history: list[Happened]) -> None:
    assert outcome_row(episode(history) if history else Episode(), site()) is None


@given(histories(), entries(), st.floats(0, 1))
def test_a_voided_entry_leaves_the_row_as_if_it_had_not_been(
    history: list[Happened], extra: Happened, where: float
) -> None:
    made = 1 + round(where * (len(history) - 1))
    with_both: list[Any] = [*history[:made], extra, *history[made:], void("extra", day(99))]
    without: list[Any] = [*history[:made], None, *history[made:], None]

    assert outcome_row(episode(with_both), site()) == outcome_row(episode(without), site())


@given(histories())
def test_a_row_survives_being_stored(history: list[Happened]) -> None:
    found = outcome_row(episode(history), site())

    assert found is None or OutcomeRow.model_validate_json(found.model_dump_json()) == found
