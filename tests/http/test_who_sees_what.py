"""A caseload is not the clinic: who sees an episode, who writes in it, and what is kept of every look."""

from collections.abc import Callable

import pytest

from adapters.clinic import Clinic
from adapters.identity.access_log import AccessLog
from tests.histories import CANARY, intake
from tests.http.browser import Browser
from tests.http.clinic import told

CLINICAL = ["/caseload", "/episodes/e-1", "/episodes/e-1/record/contact"]


@pytest.mark.parametrize("staff", ["cole", "mira", "sol", "audra"])
def test_the_care_team_supervisors_and_auditors_see_an_episode(browser: Browser, staff: str) -> None:
    assert browser.signed_in(staff).get("/episodes/e-1").status_code == 200


@pytest.mark.parametrize("staff", ["cora", "ines", "admin"])
def test_others_do_not(browser: Browser, staff: str) -> None:
    browser.signed_in(staff).get("/episodes/e-1")

    assert browser.page.status_code == 403
    assert CANARY not in browser.page.text


def test_a_counsellor_outside_the_team_writes_nothing_there(browser: Browser, clinic: Clinic) -> None:
    before = clinic.store.head()
    browser.signed_in("cora").get("/")
    token = browser.form("/sign-out")["_csrf"]
    browser.post("/episodes/e-1/record/note", {"_csrf": token, "text": "Not mine to write"})

    assert browser.page.status_code == 403
    assert clinic.store.head() == before


def test_lists_hold_only_whom_the_visitor_may_see(browser: Browser) -> None:
    browser.signed_in("cora")

    for path in ("/", "/?whose=all", "/caseload", "/caseload?whose=all"):
        browser.get(path)
        assert CANARY not in browser.page.text


def test_intake_workers_see_episodes_while_they_are_at_intake(browser: Browser, clinic: Clinic) -> None:
    told(clinic, list(intake(3))[:5])
    browser.signed_in("ines")

    assert browser.get("/episodes/e-3").status_code == 200
    assert browser.get("/episodes/e-2").status_code == 403


@pytest.mark.parametrize("path", CLINICAL)
def test_an_administrator_sees_no_clinical_data(browser: Browser, path: str) -> None:
    browser.signed_in("admin")

    assert browser.get(path).status_code == 403
    assert browser.get("/").url.path == "/people"
    assert CANARY not in browser.page.text
    assert "/episodes/" not in browser.page.text


def test_only_administrators_see_people_and_settings(browser: Browser) -> None:
    for staff in ("cole", "mira", "sol", "audra", "ines"):
        assert browser.signed_in(staff).get("/people").status_code == 403


def test_an_auditor_reads_and_never_writes(browser: Browser, clinic: Clinic) -> None:
    before = clinic.store.head()
    browser.signed_in("audra").get("/episodes/e-1")
    token = browser.form("/sign-out")["_csrf"]

    assert "/record/" not in browser.page.text
    assert browser.get("/episodes/e-1/record/note").status_code == 403
    assert browser.post("/episodes/e-1/record/note", {"_csrf": token, "text": "No"}).status_code == 403
    assert clinic.store.head() == before


def test_whoever_leaves_the_staff_is_out_at_once(browser: Browser, open_browser: Callable[[], Browser]) -> None:
    browser.signed_in("cole").get("/")
    admin = open_browser().signed_in("admin")
    admin.get("/people/cole")
    admin.send("/people/cole/retire")

    assert browser.get("/").url.path == "/sign-in"


def test_every_look_at_an_episode_is_kept(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("audra").get("/episodes/e-1")
    request = browser.page.headers["x-request-id"]
    browser.signed_in("cole").get("/caseload")
    browser.signed_in("cora").get("/episodes/e-1")

    log = AccessLog(clinic.storage, clinic.clock)
    kept = list(log.of_client("c-1"))
    log.close()
    assert [(one.staff, one.what, one.purpose, one.basis, one.clients) for one in kept] == [
        ("cole", "caseload", "treatment", "care_team", 2),
        ("audra", "episode", "audit", "audit", 1),
    ]
    assert kept[1].request == request
    assert kept[1].at == clinic.clock()


def test_what_was_erased_is_named_so(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get("/caseload")
    assert f"{CANARY} Client 1" in browser.text()

    clinic.keys.erase("c-1")

    browser.get("/caseload")
    assert f"{CANARY} Client 1" not in browser.text()
    assert "(erased)" in browser.text()
