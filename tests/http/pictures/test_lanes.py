"""The timeline in lanes."""

from datetime import date
from itertools import pairwise

from hypothesis import given

from adapters.http.pictures.lanes import Lane, Lanes, lanes
from events.assessment import AssessmentTaken
from events.practice import SubstanceUseRecorded
from events.social_map import ContactMade
from projections.timeline import timeline
from tests.aiat.entries import contact, ecr, person, rfq
from tests.aiat.given import (
    Happened,
    amend,
    day,
    discharged,
    entered,
    facts,
    held,
    opened,
    pairs,
    site,
    under_way,
    void,
)
from tests.aiat.histories import histories


def drawn(history: list[Happened], now: int = day(60), zone: str = "UTC") -> Lanes:
    return lanes(facts(history, now, zone=zone), timeline(pairs(history), site(zone=zone).zone))


def lane(found: Lanes, name: str) -> Lane:
    return next(one for one in found.lanes if one.name == name)


def test_stages_follow_each_other_and_the_last_lasts() -> None:
    found = drawn([opened(), entered("assessment", day(3)), entered("social_map_building", day(10))], day(30))
    bars = lane(found, "stages").bars
    assert [(bar.number, bar.what, bar.until) for bar in bars] == [
        (1, "intake", date(2026, 1, 8)),
        (2, "assessment", date(2026, 1, 15)),
        (3, "social_map_building", None),
    ]
    assert all(abs(earlier.x + earlier.width - later.x) < 0.11 for earlier, later in pairwise(bars))


def test_holds_are_bars_of_their_own_and_one_may_last() -> None:
    found = drawn([*under_way(), *held(day(5), day(9)), *held(day(20))], day(30))
    bars = lane(found, "holds").bars
    assert [(bar.what, bar.since, bar.until) for bar in bars] == [
        ("hospital", date(2026, 1, 10), date(2026, 1, 14)),
        ("hospital", date(2026, 1, 25), None),
    ]
    assert round(bars[1].x + bars[1].width, 1) == found.line.x


def test_what_happened_on_one_day_is_one_mark_that_says_how_many() -> None:
    found = drawn(
        [*under_way(), ecr("e", 3, 3, day(2), "baseline"), rfq("r", 3, day(2), "baseline"), ecr("i", 3, 3, day(30))]
    )
    first, last = lane(found, "assessments").marks
    assert (first.number, first.parts) == (2, (("ecr", "baseline", 1), ("rfq-8", "baseline", 1)))
    assert (last.number, last.first, last.last) == (1, date(2026, 2, 4), date(2026, 2, 4))


def test_hundreds_of_contacts_become_a_mark_a_week_or_longer_with_their_count() -> None:
    daily = [contact(f"k{number}", "p1", day(number)) for number in range(250)]
    found = lane(drawn([*under_way(), person("p1"), *daily], day(250)), "contacts").marks
    assert sum(mark.number for mark in found) == 250
    assert len(found) <= 40
    assert {(mark.last - mark.first).days + 1 for mark in found} == {28}
    assert all(mark.first.weekday() == 0 for mark in found)
    weekly = lane(drawn([*under_way(), person("p1"), *daily[:120]], day(120)), "contacts").marks
    assert {(mark.last - mark.first).days + 1 for mark in weekly} == {7}


def test_corrections_stand_where_they_were_recorded() -> None:
    wrong = contact("k", "p1", day(2))
    history = [*under_way(), person("p1"), wrong, amend(wrong.event, day(3), recorded=day(20)), void("k", day(40))]
    found = lane(drawn(history), "corrections").marks
    assert [(mark.first, mark.parts) for mark in found] == [
        (date(2026, 1, 25), (("amended", None, 1),)),
        (date(2026, 2, 14), (("voided", None, 1),)),
    ]


def test_a_correction_made_after_the_moment_asked_about_is_not_drawn() -> None:
    wrong = contact("k", "p1", day(2))
    history = [*under_way(), person("p1"), wrong, amend(wrong.event, day(3), recorded=day(50))]
    assert lane(drawn(history, day(30)), "corrections").marks == ()


def test_the_line_is_the_moment_asked_about_or_the_end_before_it() -> None:
    under = drawn(under_way(), day(30))
    ended = drawn([*under_way(), discharged(day(20))], day(300))
    assert (under.line.what, under.line.on) == ("as_of", date(2026, 2, 4))
    assert (ended.line.what, ended.line.on) == ("discharged", date(2026, 1, 25))
    assert ended.line.x > ended.right - 25
    assert lane(ended, "stages").bars[-1].until == date(2026, 1, 25)


def test_days_are_those_of_the_site() -> None:
    found = drawn(
        [*under_way(first_day=1), person("p1", day(2)), contact("k", "p1", day(3, 2))], zone="America/Los_Angeles"
    )
    assert found.ticks[0].on == date(2026, 1, 5)
    assert lane(found, "contacts").marks[0].first == date(2026, 1, 7)


def test_the_lanes_are_always_the_same() -> None:
    names = ["stages", "holds", "assessments", "contacts", "recurrences", "corrections"]
    assert [one.name for one in drawn([opened()], day(0)).lanes] == names


@given(histories())
def test_everything_is_inside_and_nothing_is_lost(history: list[Happened]) -> None:
    case = facts(history, day(100))
    found = lanes(case, timeline(pairs(history), case.site.zone))
    for name, kind in (
        ("assessments", AssessmentTaken),
        ("contacts", ContactMade),
        ("recurrences", SubstanceUseRecorded),
    ):
        assert sum(mark.number for mark in lane(found, name).marks) == len(case.episode.of(kind))
    for one in found.lanes:
        assert found.top < one.y < found.foot < found.height
        for bar in one.bars:
            assert found.left <= bar.x <= bar.x + bar.width <= found.right + 2.1
        for mark in one.marks:
            assert found.left <= mark.x <= found.right
            assert sum(number for _, _, number in mark.parts) == mark.number
