"""A list holds what was just recorded, or says that it is catching up; and it says what cannot be read into it."""

from adapters.clinic import Clinic
from engine.leases import holding
from tests.cli.tampering import alter
from tests.histories import OPENED, entry
from tests.http.browser import Browser
from tests.http.clinic import told

CATCHING_UP = "This list is catching up"
RECURRENCE = entry("e-1", "recurrence", OPENED.replace(day=10), substance="alcohol")


def test_what_was_just_recorded_is_there_with_no_worker_at_all(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get("/caseload")
    told(clinic, [RECURRENCE])

    browser.get("/caseload")

    assert "Recurrence" in browser.text().split("Social map 1")[1]
    assert CATCHING_UP not in browser.text()


def test_a_list_that_a_worker_is_too_slow_with_is_shown_as_it_is_and_says_so(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get("/")
    told(clinic, [RECURRENCE])

    with holding(clinic.views.leases, "caseload", "a worker that is stuck"):
        browser.get("/")
        assert CATCHING_UP in browser.text()
        assert "Recurrence on 10 Feb 2026" not in browser.text()

    browser.get("/")
    assert CATCHING_UP not in browser.text()
    assert "Recurrence on 10 Feb 2026" in browser.text()


def test_an_event_that_cannot_be_read_harms_its_own_episode_and_is_named_on_the_page(
    browser: Browser, clinic: Clinic
) -> None:
    browser.signed_in("cole").get("/caseload")
    with Clinic(clinic.folder, clock=clinic.clock) as another:
        told(another, [RECURRENCE])
    garbled = "UPDATE events SET data = 'x' WHERE position = ?"
    alter(clinic.folder / "log.db", garbled, parameters=(clinic.store.head().position,))

    browser.get("/caseload")

    assert "1 record cannot be read into this list" in browser.text()
    assert "Social map 1" in browser.text()  # as it stood before
    assert "Recurrence" not in browser.text().split("Social map 1")[1]
