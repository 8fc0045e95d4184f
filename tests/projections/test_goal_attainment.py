"""The goal-attainment view: its header, its rows, and the score with what it rests on."""

from projections.goal_attainment import GoalAttainment, goal_attainment
from tests.aiat.entries import a_map_that_suffices, compared, ecr
from tests.aiat.given import Happened, day, discharged, episode, site, under_way
from workflows.aiat.criteria import CRITERIA


def view(*history: Happened, now: int) -> GoalAttainment:
    return goal_attainment(episode(history), site(zone="Europe/Helsinki"), now)


def test_the_header_says_what_was_asked_and_by_what_it_was_judged() -> None:
    found = view(*under_way(), discharged(day(10)), now=day(20))
    assert (found.episode, found.client, found.stage, found.status) == ("e1", "c1", "social_map_building", "discharged")
    assert (found.definition, found.policy) == ("aiat version 1", "aiat-2021 version 1")
    assert found.asked_at == "2026-01-25T11:00:00+02:00"
    assert found.judged_at == "2026-01-15T11:00:00+02:00"


def test_the_score_names_the_criteria_that_it_rests_on() -> None:
    history = compared(ecr("a1", 5, 5, day(0, 2), "baseline"), ecr("a2", 3, 5, day(30)))
    found = view(*history, *a_map_that_suffices(day(1)), now=day(31))
    assert tuple(row.criterion for row in found.criteria) == CRITERIA
    assert [row.level for row in found.criteria] == [1, None, None, 1, -1]
    assert found.gas_t_score.criteria == ("secure_attachment", "social_map", "demonstrated_use")
    assert found.gas_t_score.t == 50 + 10 * 1 / (0.7 * 3 + 0.3 * 9) ** 0.5


def test_the_view_is_plain_data() -> None:
    found = view(*compared(ecr("a1", 5, 5, day(0, 2), "baseline"), ecr("a2", 3, 5, day(30))), now=day(31))
    assert GoalAttainment.model_validate_json(found.model_dump_json()) == found
