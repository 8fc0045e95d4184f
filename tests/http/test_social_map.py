"""The social map and its contacts: who is there, what they offer, and a contact logged in three taps."""

import re
from collections.abc import Callable

from adapters.clinic import Clinic
from events.social_map import ContactMade, PersonChanged
from projections.names import names_in
from tests.histories import CANARY
from tests.http.browser import Browser
from tests.http.clinic import Clock, records
from workflows.aiat.social_map import map_at

MAP = "/episodes/e-1/map"
CONTACTS = "/episodes/e-1/contacts"
CHANGE = f"{MAP}/people/e-1-friend/change"
HOSTILE = "<script>alert('x')</script>"


def contacts(clinic: Clinic) -> list[ContactMade]:
    return [event for _, event in clinic.opened("episode-e-1") if isinstance(event, ContactMade)]


def test_the_map_shows_people_what_they_offer_and_what_the_stage_asks_for(browser: Browser) -> None:
    browser.signed_in("cole").get(MAP)

    assert f"{CANARY} Friend Colleague" in browser.text()
    assert "People who support recovery13 needed2 more" in browser.text()
    assert "Nobody yet" in browser.text()
    assert "Density is shown and never scored" in browser.text()


def test_a_person_is_added_and_stands_on_the_map(browser: Browser) -> None:
    browser.signed_in("cole").get(f"{MAP}/add")
    browser.send(f"{MAP}/add", name="Aunt Synthetic", role="family", stance="supports", provisions=["nurturance"])

    assert browser.page.url.path == MAP
    assert "Aunt Synthetic" in browser.text()


def test_a_person_without_a_role_is_asked_about_and_their_name_stays_typed(browser: Browser) -> None:
    browser.signed_in("cole").get(f"{MAP}/add")
    browser.send(f"{MAP}/add", name="Aunt Synthetic")

    assert browser.page.status_code == 422
    assert browser.problem("role") == "Please choose."
    assert browser.form(f"{MAP}/add")["name"] == ["Aunt Synthetic"]


def test_a_change_begins_with_what_is_recorded_and_replaces_it(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(CHANGE)
    assert browser.form(CHANGE)["name"] == [f"{CANARY} Friend"]
    assert browser.form(CHANGE)["role"] == ["colleague"]
    assert browser.form(CHANGE)["provisions"] == ["guidance"]

    browser.send(CHANGE, importance="5", provisions=[], name="A new name")

    assert browser.page.url.path == MAP
    person = map_at(clinic.engine.load("episode-e-1").state, clinic.clock()).people["e-1-friend"]
    assert (person.importance, person.provisions, person.role) == (5, (), "colleague")
    assert names_in(clinic.opened("episode-e-1"))["e-1-friend"] == "A new name"


def test_whoever_changes_what_a_colleague_changed_meanwhile_sees_both(
    browser: Browser, open_browser: Callable[[], Browser], clinic: Clinic
) -> None:
    browser.signed_in("cole").get(CHANGE)
    other = open_browser().signed_in("mira")
    other.get(CHANGE)
    other.send(CHANGE, stance="neutral")

    browser.send(CHANGE, quality="close")
    assert browser.page.status_code == 422
    assert "Somebody recorded something here in the meantime." in browser.text()
    assert browser.form(CHANGE)["quality"] == ["close"]
    now = browser.text().partition("As it is recorded now, where you typed something else:")[2]
    assert "Where they stand on recovery: Neutral" in now
    browser.send(CHANGE)

    assert browser.page.url.path == MAP
    assert sum(isinstance(event, PersonChanged) for _, event in clinic.opened("episode-e-1")) == 2


def test_somebody_taken_off_the_map_is_gone_from_it_and_stays_in_the_contacts(browser: Browser) -> None:
    leave = f"{MAP}/people/e-1-friend/leave"
    browser.signed_in("cole").get(leave)
    browser.send(leave)

    assert browser.page.url.path == MAP
    assert f"{CANARY} Friend" not in browser.text()
    assert browser.get(leave).status_code == 404
    browser.get(CONTACTS)
    assert f"{CANARY} Friend" in browser.text()


def test_a_tie_needs_two_people_and_a_review_is_one_press(browser: Browser) -> None:
    browser.signed_in("cole").get(f"{MAP}/add")
    browser.send(f"{MAP}/add", name="Aunt Synthetic", role="family")
    browser.get(f"{MAP}/tie")
    browser.send(f"{MAP}/tie", between=["e-1-friend", "e-1-friend"])
    assert "same person twice" in browser.problem("between")

    browser.get(f"{MAP}/review")
    browser.send(f"{MAP}/review")
    assert "Reviewed together on 20 Feb 2026" in browser.text()


def test_a_contact_is_logged_in_three_taps_as_it_was_the_last_time(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(CONTACTS)
    assert "As last time: By telephone, begun by the client, Check-in" in browser.text()
    browser.send(CONTACTS, person="e-1-friend", outcome="supported")

    assert browser.page.url.path == CONTACTS
    assert "Contact recorded." in browser.text()
    made = contacts(clinic)[-1]
    assert (made.how, made.begun_by, made.purpose, made.outcome) == ("phone", "client", "check_in", "supported")


def test_what_was_otherwise_than_last_time_is_recorded_and_then_is_the_last_time(
    browser: Browser, clinic: Clinic
) -> None:
    browser.signed_in("cole").get(CONTACTS)
    browser.send(CONTACTS, person="e-1-friend", outcome="neutral", how="video", begun_by="other")

    made = contacts(clinic)[-1]
    assert (made.how, made.begun_by, made.purpose) == ("video", "other", "check_in")
    assert "As last time: By video, begun by them, Check-in" in browser.text()


def test_a_contact_without_a_person_is_asked_about_and_the_rest_stays(browser: Browser, clinic: Clinic) -> None:
    before = len(contacts(clinic))
    browser.signed_in("cole").get(CONTACTS)
    browser.send(CONTACTS, outcome="supported", note="Kept as typed")

    assert browser.page.status_code == 422
    assert browser.problem("person") == "Please choose."
    assert browser.form(CONTACTS)["outcome"] == ["supported"]
    assert browser.form(CONTACTS)["note"] == ["Kept as typed"]
    assert len(contacts(clinic)) == before


def test_a_contact_sent_twice_is_recorded_once(browser: Browser, clinic: Clinic) -> None:
    before = len(contacts(clinic))
    browser.signed_in("cole").get(CONTACTS)
    filled = {**browser.form(CONTACTS), "person": "e-1-friend", "outcome": "supported"}
    browser.post(CONTACTS, filled)
    browser.post(CONTACTS, filled)

    assert browser.page.url.path == CONTACTS
    assert len(contacts(clinic)) == before + 1


def test_use_of_the_map_is_explained_by_what_is_needed_and_what_there_is(browser: Browser) -> None:
    browser.signed_in("cole").get(CONTACTS)

    assert "Contacts that went supported61" in browser.text()
    assert "no standard measure exists" in browser.text()


def test_script_in_a_name_is_text_in_picture_table_and_contacts(browser: Browser) -> None:
    browser.signed_in("cole").get(f"{MAP}/add")
    browser.send(f"{MAP}/add", name=HOSTILE, role="friend", stance="supports", provisions=["guidance"])

    for path in (MAP, CONTACTS, f"{MAP}/tie"):
        browser.get(path)
        assert browser.page.status_code == 200
        assert "<script>alert" not in browser.page.text
        assert HOSTILE in browser.text()


def test_before_its_stage_the_map_is_read_only_and_says_so(browser: Browser) -> None:
    browser.signed_in("cole").get("/episodes/e-2/map")

    assert "The map opens with the stage Social map." in browser.text()
    assert "/map/add" not in browser.page.text


def test_an_auditor_reads_map_and_contacts_and_changes_nothing(browser: Browser, clinic: Clinic) -> None:
    before = records(clinic, "episode-e-1")
    browser.signed_in("audra").get(MAP)
    assert f"{CANARY} Friend" in browser.text()
    assert "/map/add" not in browser.page.text
    token = browser.form("/sign-out")["_csrf"]
    browser.get(CONTACTS)
    assert "Record the contact" not in browser.text()

    for path in (f"{MAP}/add", CHANGE):
        assert browser.get(path).status_code == 403
    for path in (f"{MAP}/add", CHANGE, CONTACTS):
        assert browser.post(path, {"_csrf": token}).status_code == 403
    assert records(clinic, "episode-e-1") == before


def test_looking_back_shows_the_map_as_it_was(browser: Browser) -> None:
    browser.signed_in("cole").get(f"{MAP}?as_of=2026-02-03")

    assert "Looking back" in browser.text()
    assert "Nobody is on the map yet." in browser.text()
    assert "/map/add" not in browser.page.text


def test_a_form_for_no_known_doing_is_not_there(browser: Browser) -> None:
    browser.signed_in("cole")

    assert browser.get(f"{MAP}/burn").status_code == 404
    assert browser.get(f"{MAP}/people/nobody/change").status_code == 404


def spans(browser: Browser) -> list[list[str]]:
    """Where the spans of contacts begin and end, the latest first."""
    found = re.findall(r'<th scope="col" class="figure">(\d.+? to .+?)</th>', browser.page.text)
    return [part.split(" to ") for part in found]


def test_the_spans_of_contacts_are_told_with_the_time_at_which_one_ends_and_the_next_begins(
    browser: Browser, clock: Clock
) -> None:
    clock.set("2026-04-20T08:00:00-07:00")
    browser.signed_in("cole").get(CONTACTS)

    told = spans(browser)
    assert len(told) == 3
    assert all(re.search(r", \d\d:\d\d$", edge) for span in told for edge in span)
    assert [last for _, last in told[1:]] == [first for first, _ in told[:-1]]


def test_spans_as_of_the_end_of_a_day_are_whole_days_also_where_clocks_change(browser: Browser, clock: Clock) -> None:
    clock.set("2026-04-20T08:00:00-07:00")
    browser.signed_in("cole").get(f"{CONTACTS}?as_of=2026-04-15")

    assert spans(browser) == [
        ["19 Mar 2026", "15 Apr 2026"],
        ["19 Feb 2026", "18 Mar 2026"],
        ["2 Feb 2026", "18 Feb 2026"],
    ]


def test_spans_from_before_treatment_are_left_out(browser: Browser) -> None:
    browser.signed_in("cole").get(CONTACTS)
    assert spans(browser) == [["2 Feb 2026, 10:00", "20 Feb 2026, 08:00"]]
    assert "Spans from before treatment began are left out." in browser.text()

    browser.get(f"{CONTACTS}?as_of=2026-02-19")
    assert spans(browser) == [["2 Feb 2026", "19 Feb 2026"]]
