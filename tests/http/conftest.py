"""The page of a synthetic clinic: the real application, engine, databases and templates."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from adapters.clinic import Clinic
from adapters.http.app import make_app
from adapters.http.web import Web
from adapters.identity.passwords import hash_password
from adapters.identity.provider.provider import Provider
from tests.histories import history, intake
from tests.http.browser import PASSWORD, Browser
from tests.http.clinic import MORNING, STAFF, Clock, found, told

HASHED = hash_password(PASSWORD)


@pytest.fixture
def clock() -> Clock:
    """The clinic's clock: a morning in February."""
    return Clock(MORNING)


@pytest.fixture
def clinic(tmp_path: Path, clock: Clock) -> Iterator[Clinic]:
    """A synthetic clinic. Cole and Mira treat `e-1`, which is building its map, and `e-2`, which is at assessment."""
    with found(tmp_path / "site", clock) as clinic:
        told(clinic, history(1))
        told(clinic, intake(2))
        yield clinic


@pytest.fixture
def provider() -> Provider | None:
    """The provider that staff may sign in through: none, unless a test says otherwise."""
    return None


@pytest.fixture
def app(clinic: Clinic, provider: Provider | None) -> FastAPI:
    """The page of the clinic; everybody on the staff has an account."""
    app = make_app(clinic, provider)
    web: Web = app.state.web
    for staff in STAFF:
        web.identity.accounts.add(staff, staff, HASHED, must_change=False)
    return app


@pytest.fixture
def open_browser(app: FastAPI) -> Iterator[Callable[[], Browser]]:
    """Opens another browser, with cookies of its own."""
    opened: list[TestClient] = []

    def another() -> Browser:
        client = TestClient(app, raise_server_exceptions=True)
        opened.append(client)
        return Browser(app, client)

    with TestClient(app):
        yield another
    for client in opened:
        client.close()


@pytest.fixture
def browser(open_browser: Callable[[], Browser]) -> Browser:
    """A browser in which nobody has signed in."""
    return open_browser()
