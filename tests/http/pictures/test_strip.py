"""The pathway in small."""

from datetime import date

from adapters.http.pictures.strip import strip
from engine.refusals import Unmet
from tests.aiat.given import day, discharged, entered, facts, under_way

STAGES = ["intake", "assessment", "social_map_building", "relapse_planning", "discharge_reassessment"]


def test_it_says_where_the_episode_is() -> None:
    found = strip(facts(under_way("social_map_building"), day(20)))
    assert [stop.stage for stop in found.stops] == STAGES
    assert [stop.where for stop in found.stops] == ["past", "past", "here", "ahead", "ahead"]
    assert [stop.since for stop in found.stops] == [date(2026, 1, 5)] * 3 + [None, None]


def test_going_back_is_being_there_again() -> None:
    back = entered("social_map_building", day(9), "relapse_planning")
    found = strip(facts([*under_way("relapse_planning"), back], day(20)))
    assert [stop.where for stop in found.stops] == ["past", "past", "here", "ahead", "ahead"]
    assert found.stops[2].since == date(2026, 1, 14)


def test_completed_all_are_behind_and_ended_early_it_stays_where_it_was() -> None:
    assert {stop.where for stop in strip(facts(under_way("completed"), day(20))).stops} == {"past"}
    early = strip(facts([*under_way("assessment"), discharged(day(9))], day(20)))
    assert [stop.where for stop in early.stops] == ["past", "here", "ahead", "ahead", "ahead"]


def test_what_lapsed_is_marked_where_it_was_first_asked_for() -> None:
    lapsed = [Unmet("treatment_consent", "s", "r"), Unmet("baseline_ecr", "s", "r")]
    found = strip(facts(under_way(), day(20)), lapsed)
    assert [stop.lapsed for stop in found.stops] == [("treatment_consent",), ("baseline_ecr",), (), (), ()]


def test_the_stops_stand_side_by_side_inside() -> None:
    found = strip(facts(under_way(), day(20)))
    places = [stop.x for stop in found.stops]
    assert places == sorted(set(places))
    assert 0 < places[0] < places[-1] < found.width
