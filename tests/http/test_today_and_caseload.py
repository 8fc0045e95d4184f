"""The first look of the day: what is due, who is where, and how somebody is found."""

import re

import pytest

from adapters.clinic import Clinic
from tests.histories import CANARY, OPENED, entry, intake
from tests.http.browser import Browser
from tests.http.clinic import Clock, told
from tests.http.stages import brought_to


def test_today_shows_what_is_overdue_with_where_it_is_done(browser: Browser) -> None:
    browser.signed_in("cole").get("/")

    assert f"{CANARY} Client 1 Weekly reflection" in browser.text()
    assert 'href="/episodes/e-1/practice"' in browser.page.text


@pytest.mark.parametrize(
    ("episode", "stage", "screen"),
    [
        ("e-3", "intake", "intake"),
        ("e-2", "assessment", "assessments/new"),
        ("e-1", "social_map_building", "practice"),
    ],
)
def test_no_sign_of_the_client_leads_to_where_the_stage_records_one(
    browser: Browser, clinic: Clinic, clock: Clock, episode: str, stage: str, screen: str
) -> None:
    told(clinic, list(intake(3))[:-1])
    clock.set("2026-03-12T08:00:00-07:00")
    for page in ("/?whose=all", f"/episodes/{episode}"):
        browser.signed_in("sol").get(page)
        link = rf'<a [^>]*href="/episodes/{episode}/{screen}"[^>]*>(?:(?!</a>).)*No sign of the client'
        assert re.search(link, browser.page.text, re.DOTALL), stage


def test_what_is_due_turns_overdue_as_days_pass(browser: Browser, clock: Clock) -> None:
    clock.set("2026-02-05T08:00:00-08:00")
    browser.signed_in("cole").get("/")
    assert "Nothing is overdue." in browser.text()
    assert "In the next 7 days" in browser.text()

    clock.set("2026-02-20T08:00:00-08:00")
    browser.signed_in("cole").get("/")

    assert "Nothing is overdue." not in browser.text()


def test_a_recurrence_is_worth_a_look_until_the_plan_takes_it_into_account(browser: Browser, clinic: Clinic) -> None:
    told(clinic, [entry("e-1", "recurrence", OPENED.replace(day=10), substance="alcohol")])
    browser.signed_in("cole").get("/")

    assert "Recurrence on 10 Feb 2026, not taken into the plan yet" in browser.text()
    assert 'href="/episodes/e-1/plan/review"' not in browser.page.text

    brought_to(clinic, "e-1", "relapse_planning")
    told(clinic, [entry("e-1", "recurrence", OPENED.replace(day=20, hour=8), "again", substance="alcohol")])
    browser.get("/")

    assert "Recurrence on 20 Feb 2026, not taken into the plan yet" in browser.text()
    assert 'href="/episodes/e-1/plan/review"' in browser.page.text


def test_a_supervisor_sees_everybody(browser: Browser) -> None:
    browser.signed_in("sol").get("/")

    assert "2 people in treatment" in browser.text()


def test_the_board_shows_each_stage_with_days_and_flags(browser: Browser, clinic: Clinic) -> None:
    told(clinic, [entry("e-1", "recurrence", OPENED.replace(day=10), substance="alcohol")])
    browser.signed_in("cole").get("/caseload")

    words = browser.text()
    assert "Assessment 1" in words
    assert "Social map 1" in words
    assert "17 days here" in words
    assert "Recurrence" in words.split("Social map 1")[1]


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("2026-02-09T08:00:00-08:00", "Weekly reflection: Tue 10 Feb"),
        ("2026-02-10T08:00:00-08:00", "Weekly reflection: today"),
        ("2026-02-11T08:00:00-08:00", "Weekly reflection: since Tue 10 Feb"),
        ("2026-02-21T08:00:00-08:00", "Weekly reflection: Tue 10 Feb, 11 days late"),
    ],
)
def test_the_board_says_in_words_when_something_is_due_and_how_late_it_is(
    browser: Browser, clock: Clock, now: str, said: str
) -> None:
    clock.set(now)
    browser.signed_in("cole").get("/caseload")

    assert said in browser.text()


def test_the_board_can_be_narrowed_to_a_stage_or_a_flag(browser: Browser) -> None:
    browser.signed_in("cole")

    browser.get("/caseload", params={"stage": "assessment"})
    assert "Client 2" in browser.text()
    assert "Client 1" not in browser.text()
    browser.get("/caseload", params={"flag": "on_hold_since"})
    assert "Client" not in browser.text()


@pytest.mark.parametrize(("words", "found"), [("client 1", {"1"}), ("CANARY", {"1", "2"}), ("nobody", set())])
def test_people_are_found_by_part_of_their_name(browser: Browser, words: str, found: set[str]) -> None:
    browser.signed_in("cole").get("/caseload")
    browser.send("/caseload/search", words=words)

    assert {number for number in "12" if f"Client {number}" in browser.text()} == found
    assert words not in str(browser.page.url)


def test_a_search_finds_nobody_whom_the_visitor_may_not_see(browser: Browser) -> None:
    browser.signed_in("cora").get("/caseload")
    browser.send("/caseload/search", words="client")

    assert "Client 1" not in browser.text()


def test_with_htmx_a_search_answers_with_the_board_alone(browser: Browser) -> None:
    browser.signed_in("cole").get("/caseload")
    browser.send("/caseload/search", {"HX-Request": "true"}, words="client 2")

    assert "Client 2" in browser.text()
    assert "<html" not in browser.page.text


def test_a_search_that_is_cleared_leads_back_to_the_board_as_it_was(browser: Browser) -> None:
    browser.signed_in("cole").get("/caseload", params={"stage": "assessment"})
    browser.send("/caseload/search", words="client 1")
    assert "Client 1" in browser.text()
    browser.send("/caseload/search", words="")

    assert "Client 2" in browser.text()
    assert "Client 1" not in browser.text()


def test_the_board_asks_for_its_news_with_its_filters_and_from_the_position_that_it_shows(
    browser: Browser, clinic: Clinic
) -> None:
    browser.signed_in("cole").get("/caseload", params={"stage": "assessment", "whose": "all"})

    assert f'data-news="/news" data-after="{clinic.store.head().position}"' in browser.page.text
    assert 'hx-get="/now/caseload?whose=all&amp;stage=assessment&amp;number=1"' in browser.page.text
    browser.get("/now/caseload?whose=all&stage=assessment&number=1", headers={"HX-Request": "true"})
    assert "Client 2" in browser.text()
    assert "Client 1" not in browser.text()


def test_nothing_of_the_board_changes_by_odd_filters(browser: Browser) -> None:
    browser.signed_in("cole").get("/caseload", params={"stage": "<b>", "flag": "x", "number": "-4"})

    assert browser.page.status_code == 200
    assert "<b>" not in browser.page.text
