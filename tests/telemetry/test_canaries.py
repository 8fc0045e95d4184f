"""A canary in every personal field and wherever somebody can type: no log, metric, trace or error page holds it."""

from collections.abc import Callable

import pytest
from fastapi import FastAPI
from opentelemetry.sdk.trace import ReadableSpan

from adapters.clinic import Clinic
from engine.refusals import Refused
from tests.histories import CANARY, history
from tests.http.browser import Browser
from tests.telemetry.conftest import Logged
from tests.telemetry.sinks import exported, exposition
from workflows.aiat.reading import read_command

EPISODE = "/episodes/e-1"


@pytest.fixture
def left(clinic: Clinic, logged: Logged, spans: Callable[[], list[ReadableSpan]]) -> Callable[[], str]:
    """Everything that left the process up to now."""
    return lambda: logged.text + exposition() + exported(spans())


def test_a_whole_history_leaves_nothing(clinic: Clinic, left: Callable[[], str], logged: Logged) -> None:
    for line in history(2):
        clinic.execute(read_command(dict(line)))
    for line in history(2):
        with pytest.raises(Refused) as refused:
            clinic.execute(read_command({**line, "actor": "nobody"}))
        assert CANARY not in repr(refused.value) + str(refused.value)

    assert len(logged.lines("command")) == 2 * len(history(2))
    assert CANARY not in left()


def test_pages_forms_and_addresses_leave_nothing(browser: Browser, left: Callable[[], str], logged: Logged) -> None:
    browser.signed_in("cole")
    for path in ("/", "/caseload", EPISODE, f"{EPISODE}/history", f"{EPISODE}/map", f"{EPISODE}/{CANARY}?q={CANARY}"):
        browser.get(path, headers={"User-Agent": CANARY, "Referer": f"http://testserver/{CANARY}"})
    browser.get(f"{EPISODE}/record/contact")
    browser.send(f"{EPISODE}/record/contact", person=CANARY, how=CANARY, note=CANARY, _when=CANARY)
    assert browser.page.status_code == 422
    browser.post("/sign-in", {"name": CANARY, "password": CANARY, "next": f"/{CANARY}"})

    assert len(logged.lines("request")) >= 8
    assert CANARY not in left()


def test_an_error_that_quotes_a_person_leaves_nothing(
    app: FastAPI, browser: Browser, left: Callable[[], str], logged: Logged, capfd: pytest.CaptureFixture[str]
) -> None:
    @app.get("/broken")
    def broken() -> None:
        try:
            raise KeyError(CANARY)
        except KeyError as error:
            error.add_note(CANARY)
            raise ExceptionGroup(CANARY, [error]) from error

    page = browser.get("/broken")

    assert page.status_code == 500
    assert logged.lines("incident")
    assert CANARY not in page.text + str(page.headers) + left() + "".join(capfd.readouterr())
