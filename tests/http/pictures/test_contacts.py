"""Contacts week by week."""

from datetime import date

from hypothesis import given

from adapters.http.pictures.contacts import Contacts, contacts
from events.social_map import ContactMade
from tests.aiat.entries import contact, person
from tests.aiat.given import Happened, day, facts, held, under_way
from tests.aiat.histories import histories


def drawn(*entries: Happened, now: int = day(40), zone: str = "UTC") -> Contacts:
    found = contacts(facts([*under_way(), person("p1"), *entries], now, zone=zone))
    assert found is not None
    return found


def test_a_week_begins_on_monday_and_holds_what_went_supported_beneath_the_rest() -> None:
    found = drawn(
        contact("a", "p1", day(2)),
        contact("b", "p1", day(6)),
        contact("c", "p1", day(3), "not_reached"),
        contact("d", "p1", day(15), "unhelpful"),
        now=day(20),
    )
    assert [(one.first, one.supported, one.others) for one in found.columns] == [
        (date(2026, 1, 5), 2, 1),
        (date(2026, 1, 12), 0, 0),
        (date(2026, 1, 19), 0, 1),
    ]
    full = found.columns[0]
    assert found.top <= full.others_y < full.supported_y < found.foot
    assert (found.supported, found.others) == (2, 2)


def test_the_week_is_that_of_the_site() -> None:
    a_monday_in_london = contact("a", "p1", day(7, 1))
    assert drawn(a_monday_in_london).columns[0].first == date(2026, 1, 12)
    assert drawn(a_monday_in_london, zone="America/Los_Angeles").columns[0].first == date(2026, 1, 5)


def test_days_on_hold_are_shown() -> None:
    (span,) = drawn(contact("a", "p1", day(0)), *held(day(7, 0), day(14, 0)), now=day(27)).held
    assert (span.x, span.width) == (95, 73)


def test_many_weeks_share_a_column() -> None:
    found = drawn(contact("a", "p1", day(0)), contact("b", "p1", day(700)), now=day(730))
    assert found.weeks == 2
    assert len(found.columns) <= 53
    assert found.supported == 2


def test_without_contacts_there_is_nothing_to_draw() -> None:
    assert contacts(facts(under_way(), day(40))) is None


@given(histories())
def test_every_contact_is_in_one_column_and_every_column_inside(history: list[Happened]) -> None:
    case = facts(history, day(100))
    made = [one for one in case.episode.of(ContactMade) if one.at.us <= case.judged_at]
    found = contacts(case)
    assert (found is None) == (not made)
    if found is not None:
        assert found.supported + found.others == len(made)
        for column in found.columns:
            assert found.top <= column.others_y <= column.supported_y <= found.foot
            assert found.left <= column.x < column.x + column.width <= found.right
        assert all(found.left <= one.x <= one.x + one.width <= found.right + 0.1 for one in found.held)
