"""Programme outcomes: for supervisors and auditors, small numbers withheld, a download for who is sure to be theirs."""

import pytest

from adapters.clinic import Clinic
from adapters.identity.access_log import AccessLog
from events.instants import MINUTE
from tests.histories import CANARY, intake
from tests.http.browser import PASSWORD, Browser
from tests.http.clinic import Clock, told

DOWNLOAD = "/outcomes/download"


@pytest.mark.parametrize(("staff", "status"), [("sol", 200), ("audra", 200), ("cole", 403), ("mira", 403)])
def test_supervisors_and_auditors_see_them(browser: Browser, staff: str, status: int) -> None:
    assert browser.signed_in(staff).get("/outcomes").status_code == status


def test_small_numbers_are_withheld_and_the_page_says_how_many(browser: Browser) -> None:
    browser.signed_in("sol").get("/outcomes")

    assert "Started*withheld" in browser.text()
    assert "counts are withheld (*): those of fewer than 5 people" in browser.text()


def test_enough_people_are_counted_and_nobody_is_named(browser: Browser, clinic: Clinic) -> None:
    for number in range(3, 9):
        told(clinic, intake(number))
    browser.signed_in("sol").get("/outcomes")

    assert "Started8" in browser.text()
    assert "Completers" in browser.text()
    assert "All starters whose treatment has ended" in browser.text()
    assert CANARY not in browser.page.text
    assert "of the staff" not in browser.page.text.replace("Sol of the staff", "")


def test_a_period_counts_those_admitted_in_it(browser: Browser) -> None:
    browser.signed_in("sol").get("/outcomes?since=2026-03-01")

    assert "Admitted from 1 Mar 2026 to the last" in browser.text()
    assert "Started0" in browser.text()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("since=2026-03-01&until=2026-02-01", "The period ends before it begins."),
        ("since=March", "A date, please, such as 2026-03-02."),
    ],
)
def test_a_period_that_cannot_be_is_said_beside_what_was_typed(browser: Browser, asked: str, said: str) -> None:
    browser.signed_in("sol").get(f"/outcomes?{asked}")

    assert browser.page.status_code == 422
    assert browser.problem("period") == said
    assert browser.form("/outcomes")["since"] == [asked.split("&", maxsplit=1)[0].removeprefix("since=")]


def test_the_file_holds_the_same_and_says_what_is_withheld(browser: Browser) -> None:
    browser.signed_in("sol").get(f"{DOWNLOAD}?since=2026-01-01")

    assert browser.page.headers["content-type"] == "text/csv; charset=utf-8"
    assert browser.page.headers["cache-control"] == "no-store"
    assert browser.page.headers["content-disposition"] == 'attachment; filename="outcomes-2026-01-01-last.csv"'
    assert browser.page.text.splitlines()[0] == "group,table,criterion,category,figure,value"
    assert "counts are withheld" in browser.page.text.splitlines()[-1]


def test_before_a_download_the_password_is_asked_for_again(browser: Browser, clock: Clock) -> None:
    browser.signed_in("sol").get("/outcomes")
    clock.later(6 * MINUTE)
    browser.get(f"{DOWNLOAD}?since=2026-01-01")
    assert browser.page.url.path == "/confirm"

    browser.send("/confirm", password=PASSWORD)

    assert browser.page.url.path == "/outcomes"
    assert "Download it now" in browser.text()
    assert browser.get(f"{DOWNLOAD}?since=2026-01-01").headers["content-type"].startswith("text/csv")


def test_an_auditor_reads_and_takes_nothing_away(browser: Browser) -> None:
    browser.signed_in("audra").get("/outcomes")

    assert "Download" not in browser.text()
    assert browser.get(DOWNLOAD).status_code == 403


def test_reading_them_is_kept_as_about_nobody(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("sol").get("/outcomes")

    log = AccessLog(clinic.storage, clinic.clock)
    kept = list(log.of_client("c-1"))
    log.close()
    assert kept == []
