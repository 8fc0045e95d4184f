"""`social_map`: 3 supporters, 4 provisions, 1 of them outside the milieu; then growth, then depth."""

import pytest

from tests.aiat.entries import a_map_that_suffices, changed, left, person
from tests.aiat.given import Happened, day, entered, episode, facts, opened, under_way
from workflows.aiat.criteria import Row
from workflows.aiat.criteria.social_map import judge
from workflows.aiat.social_map import PROVISIONS


def row(*entries: Happened, now: int = day(100)) -> Row:
    return judge(facts([*under_way(), *entries], now))


def left_building(at: int) -> Happened:
    return entered("relapse_planning", at)


def test_before_map_building_there_is_no_level() -> None:
    found = judge(facts([opened(), *a_map_that_suffices(day(0))], day(1)))
    assert (found.status, found.level, found.latest) == ("not_started", None, None)


def test_a_map_that_meets_what_the_stage_asks_is_at_0() -> None:
    found = row(*a_map_that_suffices(day(1)))
    assert (found.level, found.reliable) == (0, None)
    assert found.reasons == ("stage_not_left",)


@pytest.mark.parametrize(
    "less",
    [
        pytest.param(left("x1", "p1", day(2)), id="one left"),
        pytest.param(changed("x1", "p1", day(2), stance="neutral"), id="one supports recovery no longer"),
        pytest.param(changed("x1", "p1", day(2), quality="cut_off"), id="one was cut off"),
        pytest.param(changed("x1", "p1", day(2), role="staff"), id="one became staff"),
        pytest.param(changed("x1", "p1", day(2), provisions=("nurturance",)), id="too few provisions"),
        pytest.param(changed("x1", "p1", day(2), in_treatment_milieu=True), id="nobody outside the milieu"),
    ],
)
def test_a_map_that_was_enough_and_is_not_now_is_at_minus_2(less: Happened) -> None:
    found = row(*a_map_that_suffices(day(1)), less)
    assert found.level == -2
    assert "met before" in found.sentence


def test_a_map_that_was_never_enough_is_at_minus_1() -> None:
    found = row(person("p1", day(1)))
    assert found.level == -1
    assert "never met" in found.sentence


def test_an_empty_map_is_at_minus_1() -> None:
    assert row().level == -1


def test_a_map_met_only_between_two_records_of_one_moment_was_not_met_once() -> None:
    assert row(*a_map_that_suffices(day(1)), left("l1", "p1", day(1))).level == -1


def test_growth_counts_only_once_the_stage_was_left() -> None:
    more = person("p4", day(3), provisions=("guidance",))
    assert row(*a_map_that_suffices(day(1)), more).level == 0
    assert row(*a_map_that_suffices(day(1)), left_building(day(2)), more).level == 1


@pytest.mark.parametrize(
    ("later", "level"),
    [
        pytest.param(person("p4", day(3)), 1, id="one more supporter"),
        pytest.param(changed("x1", "p1", day(3), provisions=PROVISIONS), 1, id="more provisions"),
        pytest.param(person("p4", day(3), stance="neutral", provisions=PROVISIONS), 0, id="one more, who is neutral"),
        pytest.param(changed("x1", "p1", day(3), importance=5), 0, id="no growth"),
    ],
)
def test_after_the_stage_was_left_the_map_is_compared_with_what_it_was(later: Happened, level: int) -> None:
    assert row(*a_map_that_suffices(day(1)), left_building(day(2)), later).level == level


def test_growth_is_measured_from_the_latest_exit() -> None:
    back = entered("social_map_building", day(4), "relapse_planning")
    story = [*a_map_that_suffices(day(1)), left_building(day(2)), person("p4", day(3)), back, left_building(day(5))]
    assert row(*story).level == 0
    assert row(*story, now=day(3.5)).level == 0


def test_the_baseline_is_the_map_as_of_the_exit_even_when_recorded_later() -> None:
    late = person("p4", day(1.5))._replace(recorded=day(10))
    found = row(*a_map_that_suffices(day(1)), left_building(day(2)), late)
    assert (found.baseline, found.level) == (found.latest, 0)


@pytest.mark.parametrize(("offering", "level"), [(1, 0), (2, 2), (3, 2)])
def test_each_provision_from_two_supporters_is_2_even_before_the_stage_is_left(offering: int, level: int) -> None:
    everything = [person(f"q{n}", day(1), provisions=PROVISIONS) for n in range(offering)]
    assert row(*everything, *[person(f"r{n}", day(1)) for n in range(3 - offering)]).level == level


def test_staff_and_people_who_do_not_support_recovery_are_no_second_source() -> None:
    one = person("q0", day(1), provisions=PROVISIONS)
    staff = person("q1", day(1), provisions=PROVISIONS, role="staff")
    neutral = person("q2", day(1), provisions=PROVISIONS, stance="neutral")
    assert row(one, staff, neutral, person("r1", day(1)), person("r2", day(1))).level == 0


def test_density_is_shown_and_changes_no_level() -> None:
    found = row(*a_map_that_suffices(day(1)))
    assert found.details["indices"]["density"] == 0
    assert found.level == 0


def test_the_figures_and_their_change_are_counts() -> None:
    found = row(*a_map_that_suffices(day(1)), left_building(day(2)), person("p4", day(3), stance="neutral"))
    assert found.baseline == {"people": 3, "supporters": 3, "share_supporting": 1, "provisions": 4, "outside_milieu": 1}
    assert found.latest == {
        "people": 4,
        "supporters": 3,
        "share_supporting": 0.75,
        "provisions": 4,
        "outside_milieu": 1,
    }
    assert found.change == {
        "people": 1,
        "supporters": 0,
        "share_supporting": -0.25,
        "provisions": 0,
        "outside_milieu": 0,
    }


def test_the_evidence_is_every_record_of_the_map_and_the_exit() -> None:
    found = row(*a_map_that_suffices(day(1)), left_building(day(2)), left("l1", "p1", day(3)))
    assert found.evidence == tuple(len(under_way()) + n for n in range(1, 6))


def test_looking_back_the_map_is_judged_by_what_had_happened() -> None:
    history = [*under_way(), *a_map_that_suffices(day(5)), left("l1", "p1", day(9))]
    state = episode(history)
    levels = [
        judge(facts(history, then)._replace(episode=state.as_of(then))).level for then in (day(4), day(6), day(9))
    ]
    assert levels == [-1, 0, -2]
