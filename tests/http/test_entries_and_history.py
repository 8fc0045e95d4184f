"""The history behind every value: all versions of an entry, amending and voiding it, and the timeline as text."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from adapters.clinic import Clinic
from events.instants import DAY
from tests.histories import CANARY, OPENED, entry, step
from tests.http.browser import Browser
from tests.http.clinic import Clock, records, told

EPISODE = "/episodes/e-1"
FRIEND, CALL, WRONG = (f"{EPISODE}/entries/e-1-{name}" for name in ("friend", "call", "wrong"))
LATER = OPENED + timedelta(days=5)
NOW = "2026-02-22T08:00:00-08:00"


def test_every_version_is_shown_with_both_times_who_and_why(browser: Browser) -> None:
    browser.signed_in("cole").get(FRIEND)

    assert "In force, amended" in browser.text()
    first, second = "came onto the map: friend", "came onto the map: colleague"
    assert browser.text().index(second) < browser.text().index(first)
    assert "Amended since" in browser.text()
    assert f"{CANARY} knows them from work" in browser.text()
    assert "Happened 4 Feb 2026, 10:00" in browser.text()
    assert "recorded 20 Feb 2026, 08:00 by Sol of the staff" in browser.text()
    assert "recorded 20 Feb 2026, 08:00 by Mira of the staff" in browser.text()


def test_a_voided_entry_keeps_its_history_and_cannot_be_corrected(browser: Browser) -> None:
    browser.signed_in("cole").get(WRONG)

    assert "Voided" in browser.text()
    assert f"{CANARY} typed twice" in browser.text()
    assert "/amend" not in browser.page.text
    assert browser.get(f"{WRONG}/amend").status_code == 404
    browser.get(f"{WRONG}/void")
    browser.send(f"{WRONG}/void", reason="Once more")
    assert "a void is final" in browser.text()


def test_an_entry_that_never_was_is_not_found(browser: Browser) -> None:
    for path in ("", "/amend", "/void"):
        assert browser.signed_in("cole").get(f"{EPISODE}/entries/no-such{path}").status_code == 404


def test_amending_begins_with_what_stands_there_and_keeps_the_time(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(f"{CALL}/amend")
    held = browser.form(f"{CALL}/amend")
    assert held["outcome"] == ["supported"]
    assert held["person"] == ["e-1-friend"]
    browser.send(f"{CALL}/amend", outcome="unhelpful", why_amended=f"{CANARY} heard it wrongly")

    assert browser.page.url.path == CALL
    assert "Amended. What stood there before is kept below." in browser.text()
    assert "unhelpful" in browser.text()
    state = clinic.engine.load("episode-e-1").state
    assert state.entries["e-1-call"].event.outcome == "unhelpful"
    assert state.entries["e-1-call"].at.us == next(
        record.occurred_at for record in clinic.store.read_stream("episode-e-1") if b'"e-1-call"' in record.data
    )


def test_a_form_of_amending_that_is_sent_as_it_was_opened_changes_nothing(browser: Browser, clinic: Clinic) -> None:
    before = clinic.store.head()
    browser.signed_in("cole").get(f"{CALL}/amend")
    browser.send(f"{CALL}/amend", why_amended="Looked at it again")

    assert browser.page.status_code == 422
    assert "There is nothing to amend: e-1-call says so already" in browser.text()
    assert clinic.store.head() == before


def test_the_time_can_be_corrected_and_a_list_emptied(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(f"{FRIEND}/amend")
    browser.send(f"{FRIEND}/amend", provisions=[], _when="2026-02-03T09:00", why_amended="Nothing offered")

    state = clinic.engine.load("episode-e-1").state
    assert str(state.entries["e-1-friend"].at) == "2026-02-03T09:00:00-08:00"
    assert state.entries["e-1-friend"].event.provisions == ()


def test_an_answer_taken_down_wrongly_is_put_right_and_the_scores_with_it(browser: Browser, clinic: Clinic) -> None:
    path = f"{EPISODE}/entries/e-1-sps-10-baseline/amend"
    browser.signed_in("mira").get(path)
    assert browser.form(path)["answer-1"] == ["2"]
    browser.send(path, **{"answer-1": "four", "why_amended": "Read wrongly"})
    assert browser.problem("answer-1") == "A whole number, please."
    browser.send(path, **{"answer-1": "4", "answer-2": ""})

    taken = clinic.engine.load("episode-e-1").state.entries["e-1-sps-10-baseline"].event
    assert taken.answers["1"] == 4
    assert taken.answers["2"] is None
    assert set(taken.answers) == {str(n) for n in range(1, 11)}


def test_what_is_left_as_it_was_stays_exactly_so(browser: Browser, clinic: Clinic) -> None:
    regulation = {
        "with_whom": "alone",
        "tool": "cold-water",
        "zone_before": "hyper",
        "intensity_before": 8,
        "zone_after": "within_window",
        "intensity_after": 4,
    }
    told(clinic, [entry("e-1", "regulation", LATER, **regulation)])
    path = f"{EPISODE}/entries/e-1-regulation/amend"
    browser.signed_in("cole").get(path)
    browser.send(path, intensity_after="5", why_amended="Misheard")

    now = clinic.engine.load("episode-e-1").state.entries["e-1-regulation"].event
    assert (now.tool, now.intensity_before, now.intensity_after) == ("cold-water", 8, 5)


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({}, "why_amended"),
        ({"why_amended": "Because", "_when": "2026-02-23T09:00"}, "_when"),
        ({"why_amended": "Because", "note": "x" * 20_001}, "note"),
    ],
)
def test_each_refusal_of_an_amendment_stands_beside_its_field(
    browser: Browser, clinic: Clinic, typed: dict[str, str], field: str
) -> None:
    before = clinic.store.head()
    browser.signed_in("cole").get(f"{CALL}/amend")
    browser.send(f"{CALL}/amend", outcome="neutral", **typed)

    assert browser.page.status_code == 422
    assert browser.problem(field)
    assert browser.form(f"{CALL}/amend")["outcome"] == ["neutral"]
    assert clinic.store.head() == before


def test_voiding_what_others_rest_on_lists_them_with_links(browser: Browser, clinic: Clinic) -> None:
    before = clinic.store.head()
    browser.signed_in("cole").get(f"{FRIEND}/void")
    browser.send(f"{FRIEND}/void", reason="Not a friend")

    assert browser.page.status_code == 422
    assert "is still referred to by" in browser.text()
    assert f'href="{CALL}"' in browser.page.text
    assert browser.form(f"{FRIEND}/void")["reason"] == ["Not a friend"]
    assert clinic.store.head() == before


def test_an_entry_is_voided_with_its_reason(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get(f"{CALL}/void")
    browser.send(f"{CALL}/void")
    assert browser.problem("reason") == "Please fill this in."
    browser.send(f"{CALL}/void", reason=f"{CANARY} another client")

    assert browser.page.url.path == CALL
    assert "Voided. It no longer counts; its history stays." in browser.text()
    assert "e-1-call" not in clinic.engine.load("episode-e-1").state.entries


def test_two_who_amend_the_same_entry_both_keep_their_words_and_see_both_versions(
    open_browser: Callable[[], Browser],
) -> None:
    cole, mira = open_browser().signed_in("cole"), open_browser().signed_in("mira")
    for browser in (cole, mira):
        browser.get(f"{CALL}/amend")
    cole.send(f"{CALL}/amend", outcome="neutral", note="Cole heard so", why_amended="Said by the friend")
    mira.send(f"{CALL}/amend", outcome="unhelpful", note="Mira heard so", why_amended="Said by the client")

    assert mira.page.status_code == 422
    assert "Somebody recorded something here in the meantime." in mira.text()
    assert "Cole heard so" in mira.text()
    assert mira.form(f"{CALL}/amend")["note"] == ["Mira heard so"]
    assert mira.form(f"{CALL}/amend")["outcome"] == ["unhelpful"]
    mira.send(f"{CALL}/amend")
    assert mira.page.url.path == CALL
    assert mira.text().index("Mira heard so") < mira.text().index("Cole heard so")


def test_two_who_change_the_same_person_are_told_of_each_other(open_browser: Callable[[], Browser]) -> None:
    path = f"{EPISODE}/map/people/e-1-friend/change"
    cole, mira = open_browser().signed_in("cole"), open_browser().signed_in("mira")
    for browser in (cole, mira):
        browser.get(path)
    cole.send(path, stance="neutral", note="Cole asked them")
    mira.send(path, stance="opposes", note="Mira asked them")

    assert mira.page.status_code == 422
    assert "stance: neutral" in mira.text()
    assert mira.form(path)["stance"] == ["opposes"]
    assert mira.form(path)["note"] == ["Mira asked them"]
    mira.send(path)
    mira.get(f"{EPISODE}/history?lane=map")
    assert "Cole asked them" in mira.text()
    assert "Mira asked them" in mira.text()


def test_the_history_tells_everything_the_latest_first_and_marks_what_was_corrected(
    browser: Browser, clinic: Clinic
) -> None:
    browser.signed_in("audra").get(f"{EPISODE}/history")

    assert f"{len(records(clinic, 'episode-e-1'))} records" in browser.text()
    assert browser.text().index("Amended: person") < browser.text().index("Episode opened")
    assert "Voided: contact" in browser.text()
    assert "Amended since" in browser.text()
    assert f"{CANARY} typed twice" in browser.text()


def test_lanes_narrow_the_history(browser: Browser) -> None:
    browser.signed_in("cole").get(f"{EPISODE}/history?lane=contacts&lane=corrections&lane=nonsense")

    assert "4 records" in browser.text()
    assert "Episode opened" not in browser.text()
    assert browser.form(f"{EPISODE}/history")["lane"] == ["contacts", "corrections"]


def test_a_long_history_comes_in_pages_and_a_position_leads_to_its_own(browser: Browser, clinic: Clinic) -> None:
    told(clinic, (entry("e-1", "note", LATER, f"note-{n}", text=f"Note number {n}.") for n in range(90)))
    browser.signed_in("cole").get(f"{EPISODE}/history")
    assert "Note number 89." in browser.text()
    assert "Page 1 of 3" in browser.text()
    assert "Episode opened" not in browser.text()

    opened = next(iter(clinic.store.read_stream("episode-e-1"))).position
    browser.get(f"{EPISODE}/history?at={opened}")
    assert "Page 3 of 3" in browser.text()
    assert f'id="p{opened}"' in browser.page.text
    assert "Page 3 of 3" in (browser.get(f"{EPISODE}/history?number=99"), browser.text())[1]


def test_what_was_recorded_after_the_end_is_marked_late(browser: Browser, clinic: Clinic) -> None:
    told(
        clinic,
        [
            step("e-1", "discharge_early", LATER, teds_reason=2, reason="Silence"),
            {**entry("e-1", "note", LATER, "late", text="Found on paper"), "recorded_at": "2026-02-20T08:00:00-08:00"},
        ],
    )
    browser.signed_in("cole").get(f"{EPISODE}/history?lane=notes")

    assert "Recorded after the end" in browser.text()


def test_the_history_looks_back_too(browser: Browser, clinic: Clinic, clock: Clock) -> None:
    clock.later(2 * DAY)
    void = step("e-1", "void", LATER, "void-call", entry="e-1-call", reason="Another client")
    told(clinic, [{**void, "recorded_at": NOW}])
    browser.signed_in("cole").get(f"{EPISODE}/history?as_at=2026-02-20&lane=contacts")
    assert "Looking back: as known at 20 Feb 2026" in browser.text()
    assert browser.page.text.count('class="flag">Voided') == 1

    browser.get(f"{EPISODE}/history?as_of=2026-02-03")
    assert "came onto the map" not in browser.text()
    assert "Episode opened" in browser.text()
