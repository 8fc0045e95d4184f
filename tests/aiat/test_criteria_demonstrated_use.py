"""`demonstrated_use`: contacts in windows of 28 days off hold, back from the moment that is judged.

A window is met by 6 supported contacts with 3 people on the map (2 not staff), on 4 days, half of all contacts
begun by the client, 1 supported contact answering a risk.
"""

from typing import Any

import pytest

from events.instants import DAY
from tests.aiat.entries import a_map_that_suffices, changed, contact, left, person, risk
from tests.aiat.given import SHIPPED, Happened, day, discharged, facts, held, opened, under_way, void
from workflows.aiat.criteria import Row
from workflows.aiat.criteria.demonstrated_use import judge

NOW = 200


def row(*entries: Happened, now: float = NOW) -> Row:
    known = [*under_way("relapse_planning"), *a_map_that_suffices(day(1)), risk("r1", day(2))]
    return judge(facts([*known, *entries], day(now)))


def enough(end: float = NOW, name: str = "c", **more: Any) -> list[Happened]:
    """Contacts that just meet a window which ends on a day: one on each of 6 days, with 3 people."""
    answered = {"risk": "r1"} | more
    return [
        contact(f"{name}{n}", f"p{n % 3 + 1}", day(end - 1 - n), **(answered if n == 0 else more)) for n in range(6)
    ]


def test_before_map_building_there_is_no_level() -> None:
    found = judge(facts([opened()], day(1)))
    assert (found.status, found.level) == ("not_started", None)


def test_without_any_contact_it_is_not_met() -> None:
    found = row()
    assert (found.status, found.level, found.reliable, found.evidence) == ("judged", -1, None, ())
    assert "none made" in found.sentence


def test_one_window_met_is_0() -> None:
    assert row(*enough()).level == 0


def test_two_windows_met_in_a_row_are_1() -> None:
    assert row(*enough(), *enough(NOW - 28, "d")).level == 1


def test_three_windows_met_in_a_row_are_2() -> None:
    found = row(*enough(), *enough(NOW - 28, "d"), *enough(NOW - 56, "e"))
    assert found.level == 2
    assert found.sentence.endswith("Windows met in a row: 3.")


def test_a_gap_breaks_the_row() -> None:
    assert row(*enough(), *enough(NOW - 56, "e")).level == 0
    assert row(*enough(), *enough(NOW - 28, "d"), *enough(NOW - 84, "f")).level == 1


def test_met_once_with_no_supported_contact_since_is_minus_2() -> None:
    found = row(*enough(NOW - 28))
    assert found.level == -2
    assert "met before" in found.sentence


def test_met_once_with_some_supported_contact_left_is_minus_1() -> None:
    assert row(*enough(NOW - 28), contact("x1", "p1", day(NOW - 2))).level == -1


def test_met_once_with_only_other_contacts_left_is_minus_2() -> None:
    assert row(*enough(NOW - 28), contact("x1", "p1", day(NOW - 2), "not_reached")).level == -2


def test_met_once_counts_windows_that_end_with_any_contact_not_only_those_counted_back_from_now() -> None:
    assert row(*enough(NOW - 40)).level == -2


def with_change(index: int, **changes: Any) -> list[Happened]:
    contacts = enough()
    event = contacts[index].event.model_copy(update=changes)
    contacts[index] = contacts[index]._replace(event=event)
    return contacts


@pytest.mark.parametrize(
    "contacts",
    [
        pytest.param(enough()[:5], id="5 contacts"),
        pytest.param(with_change(2, outcome="neutral"), id="one that went neutral"),
        pytest.param(with_change(2, outcome="unhelpful"), id="one that was unhelpful"),
        pytest.param(with_change(2, outcome="not_reached"), id="one that reached nobody"),
        pytest.param(with_change(0, risk=None), id="none answering a risk"),
        pytest.param(with_change(0, risk="nothing"), id="one answering a risk that is not of the plan"),
        pytest.param(with_change(2, person="nobody"), id="one with somebody who is not on the map"),
        pytest.param([contact(f"c{n}", "p1", day(NOW - 1 - n), risk="r1") for n in range(6)], id="one person"),
        pytest.param(
            [contact(f"c{n}", f"p{n % 3 + 1}", day(NOW - 1 - n // 2), risk="r1") for n in range(6)], id="3 days"
        ),
        pytest.param(enough(begun_by="other"), id="none begun by the client"),
    ],
)
def test_each_part_of_the_rule_is_needed(contacts: list[Happened]) -> None:
    assert row(*contacts).level == -1


def test_half_begun_by_the_client_is_over_all_contacts_of_the_window() -> None:
    others = [contact(f"x{n}", "p1", day(NOW - 2), "not_reached", begun_by="other") for n in range(7)]
    assert row(*enough(), *others[:6]).level == 0
    assert row(*enough(), *others).level == -1


def test_two_of_the_people_are_not_staff() -> None:
    staff = [changed(f"s{n}", f"p{n}", day(3), role="staff") for n in (1, 2)]
    assert row(*enough(), staff[0]).level == 0
    assert row(*enough(), *staff).level == -1


def test_whether_somebody_is_on_the_map_is_asked_of_the_time_of_the_contact() -> None:
    assert row(*enough(), left("l1", "p1", day(NOW - 0.5))).level == 0
    assert row(*enough(), left("l1", "p1", day(NOW - 20))).level == -1


def test_a_contact_before_the_person_came_onto_the_map_does_not_count() -> None:
    late = [person("p9", day(NOW - 1))]
    assert row(*with_change(3, person="p9"), *late).level == -1


def test_a_window_ends_with_the_moment_judged_and_leaves_its_first_moment_out() -> None:
    at_the_edge = enough()
    at_the_edge[5] = at_the_edge[5]._replace(at=day(NOW))
    assert row(*at_the_edge).level == 0
    at_the_edge[5] = at_the_edge[5]._replace(at=day(NOW - 28))
    assert row(*at_the_edge).level == -1
    at_the_edge[5] = at_the_edge[5]._replace(at=day(NOW - 28) + 1)
    assert row(*at_the_edge).level == 0


def test_days_on_hold_are_left_out_of_the_windows() -> None:
    contacts = enough(NOW - 30)
    assert row(*contacts).level == -2
    assert row(*contacts, *held(day(NOW - 30), day(NOW))).level == 0
    assert row(*contacts, *held(day(NOW - 30))).level == 0


def test_contacts_made_during_a_hold_fall_in_no_window() -> None:
    found = row(*enough(), *held(day(NOW - 8), day(NOW - 0.5)))
    assert (found.level, found.evidence) == (-1, ())


def test_after_the_end_it_is_judged_as_at_the_end() -> None:
    ended = [*enough(), discharged(day(NOW))]
    assert [row(*ended, now=now).level for now in (NOW, NOW + 100)] == [0, 0]


def test_days_are_counted_in_the_zone_of_the_site() -> None:
    known = [*under_way("relapse_planning"), *a_map_that_suffices(day(1)), risk("r1", day(2))]
    # 20:30 and 22:30 UTC of three days: four dates in Helsinki, two hours ahead
    hours = [(n, hour) for n in range(3) for hour in (20.5, 22.5)]
    contacts = [
        contact(f"c{place}", f"p{place % 3 + 1}", day(NOW - 5 + n, hour), risk="r1")
        for place, (n, hour) in enumerate(hours)
    ]
    levels = [judge(facts([*known, *contacts], day(NOW), zone=zone)).level for zone in ("UTC", "Europe/Helsinki")]
    assert levels == [-1, 0]


def test_a_voided_contact_counts_no_more() -> None:
    assert row(*enough(), void("c3", day(NOW))).level == -1


def test_the_evidence_is_the_contacts_the_people_and_the_risk() -> None:
    start = len(under_way("relapse_planning"))
    people, risk_, contacts = range(start + 1, start + 4), start + 4, range(start + 5, start + 11)
    assert row(*enough()).evidence == (*people, risk_, *contacts)


def test_the_evidence_of_a_fall_is_the_window_that_was_met() -> None:
    assert row(*enough(NOW - 28)).evidence == row(*enough()).evidence


def test_the_latest_counts_and_the_windows_are_shown() -> None:
    found = row(*enough())
    assert found.latest == {
        "supported": 6,
        "people": 3,
        "people_not_staff": 3,
        "days": 6,
        "answering_a_risk": 1,
        "contacts": 6,
        "begun_by_client": 6,
        "share_begun_by_client": 1.0,
    }
    assert [window["met"] for window in found.details["windows"]] == [True, False, False]
    assert (found.baseline, found.change) == (None, None)


def test_three_windows_in_a_row_are_2_only_if_each_answered_a_risk_whatever_the_policy_asks() -> None:
    numbers = SHIPPED.demonstrated_use.model_copy(update={"answering_a_risk": 0})
    lenient = SHIPPED.model_copy(update={"demonstrated_use": numbers})
    known = [*under_way("relapse_planning"), *a_map_that_suffices(day(1)), risk("r1", day(2))]
    unanswered = enough(NOW - 56, "e", risk=None)
    unanswered[0] = contact("e0", "p1", day(NOW - 57))
    history = [*known, *enough(), *enough(NOW - 28, "d"), *unanswered]
    assert judge(facts(history, day(NOW), lenient)).level == 1


def test_a_contact_at_the_moment_the_person_came_onto_the_map_counts() -> None:
    assert row(*with_change(3, person="p9"), person("p9", day(NOW - 4))).level == 0


def test_met_once_is_asked_of_28_days_and_no_more() -> None:
    spread = enough(NOW - 40)
    spread[5] = spread[5]._replace(at=spread[0].at - 28 * DAY)
    assert row(*spread).level == -1
    spread[5] = spread[5]._replace(at=spread[0].at - 28 * DAY + 1)
    assert row(*spread).level == -2


def test_contacts_of_one_moment_are_looked_at_together() -> None:
    last = day(NOW - 41)
    others = [contact(f"x{n}", "p1", last, "not_reached", begun_by="other") for n in range(7)]
    assert row(*enough(NOW - 40), *others).level == -1
