"""The page of a site in PostgreSQL: staff work in it as ever, and what a server that dies holds is not lost."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from adapters.clinic import Clinic
from adapters.http.app import make_app
from adapters.identity.access_log import AccessLog
from adapters.identity.passwords import hash_password
from tests.histories import history
from tests.http.browser import PASSWORD, Browser
from tests.http.clinic import MORNING, STAFF, Clock, found, told
from tests.servers.databases import Databases
from tests.servers.postgres import PostgresServer


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of the test's own, which survives a crash."""
    with PostgresServer({}) as server:
        yield server


@pytest.fixture
def clinic(server: PostgresServer, tmp_path: Path) -> Iterator[Clinic]:
    """A clinic on it. Cole and Mira treat `e-1`."""
    databases = Databases(server.url())
    url = databases.as_application(databases.migrated())
    with found(tmp_path / "site", Clock(MORNING), url) as clinic:
        told(clinic, history(1))
        yield clinic


@pytest.fixture
def browser(clinic: Clinic) -> Iterator[Browser]:
    """A browser on its page, in which Mira has signed in."""
    app = make_app(clinic)
    hashed = hash_password(PASSWORD)
    for staff in STAFF:
        app.state.web.identity.accounts.add(staff, staff, hashed, must_change=False)
    with TestClient(app, raise_server_exceptions=True) as client:
        browser = Browser(app, client)
        browser.get("/sign-in")
        browser.send("/sign-in", name="mira", password=PASSWORD)
        yield browser


def test_staff_see_their_caseload_and_an_episode_and_that_is_noted(browser: Browser, clinic: Clinic) -> None:
    assert browser.get("/caseload").status_code == 200
    assert browser.get("/episodes/e-1").status_code == 200

    with closing(AccessLog(clinic.storage, clinic.clock)) as log:
        assert {one.staff for one in log.of_client("c-1")} == {"mira"}


def test_while_the_server_is_away_people_are_told_when_to_come_back_and_then_go_on(
    browser: Browser, server: PostgresServer
) -> None:
    assert browser.get("/caseload").status_code == 200

    server.kill()
    away = browser.get("/caseload")
    assert (away.status_code, away.headers["Retry-After"].isdecimal()) == (503, True)

    server.start()
    assert browser.get("/caseload").status_code == 200
    assert browser.get("/episodes/e-1").status_code == 200
