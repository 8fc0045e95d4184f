"""What a colleague records reaches the pages that stand open, and tells nobody else anything."""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import httpx2
import pytest
import uvicorn
from fastapi import FastAPI

from adapters.clinic import Clinic
from adapters.http.screens import news
from adapters.http.web import Web
from adapters.identity.access_log import AccessLog
from events.instants import MINUTE
from tests.histories import CANARY, OPENED, entry
from tests.http.browser import Browser
from tests.http.clinic import Clock, told

LATER = OPENED + timedelta(days=5)
TALK = {"person": "e-1-friend", "how": "phone", "begun_by": "client", "purpose": "check_in", "outcome": "supported"}
Opened = Callable[..., Iterator[str]]


@pytest.fixture
def served(app: FastAPI) -> Iterator[str]:
    """The application at a port of its own."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, ws="none", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()
    listening.close()


@pytest.fixture
def open_news(app: FastAPI, served: str) -> Iterator[Opened]:
    """Opens the news at a path for a session of somebody; the lines as they come."""
    web: Web = app.state.web
    with ExitStack() as stack:

        def opened(path: str, staff: str = "cole", headers: dict[str, str] | None = None) -> Iterator[str]:
            session = web.identity.sessions.begin(staff)
            browser = stack.enter_context(httpx2.Client(base_url=served, cookies={"homeport": session}, timeout=10))
            answer = stack.enter_context(browser.stream("GET", path, headers=headers or {}))
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/event-stream")
            return answer.iter_lines()

        yield opened


def next_event(lines: Iterator[str]) -> tuple[str, Any]:
    """The next event and its data; signs of life are passed over."""
    name = ""
    for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        if line.startswith("data: "):
            return name, json.loads(line.removeprefix("data: "))
    return "closed", None


def version(clinic: Clinic, episode: str = "e-1") -> int:
    return clinic.engine.load(f"episode-{episode}").version


def test_a_page_hears_of_what_a_colleague_records_and_of_nothing_personal(clinic: Clinic, open_news: Opened) -> None:
    lines = open_news(f"/episodes/e-1/news?after={version(clinic)}")
    assert next(lines) == ": still here"

    told(clinic, [entry("e-1", "contact", LATER, "talk", **TALK, note=f"{CANARY} they talked")])

    assert next_event(lines) == ("change", {"position": clinic.store.head().position, "kinds": ["contacts"]})


def test_what_was_recorded_before_the_page_began_to_listen_is_told_at_once(clinic: Clinic, open_news: Opened) -> None:
    event, data = next_event(open_news(f"/episodes/e-1/news?after={version(clinic) - 1}"))

    assert event == "change"
    assert data["kinds"] == ["corrections"]


def test_a_browser_that_lost_its_connection_goes_on_where_it_was(clinic: Clinic, open_news: Opened) -> None:
    lines = open_news("/episodes/e-1/news?after=1", headers={"Last-Event-ID": str(version(clinic))})

    assert next(lines) == ": still here"


def test_news_end_when_the_session_does(app: FastAPI, clinic: Clinic, open_news: Opened) -> None:
    lines = open_news(f"/episodes/e-1/news?after={version(clinic)}")
    assert next(lines) == ": still here"
    web: Web = app.state.web
    web.identity.sessions.end_all("cole")

    told(clinic, [entry("e-1", "contact", LATER, "talk", **TALK)])

    assert next_event(lines) == ("ended", {})
    assert next_event(lines) == ("closed", None)


def test_news_end_for_whoever_leaves_the_team(clinic: Clinic, open_news: Opened) -> None:
    lines = open_news(f"/episodes/e-1/news?after={version(clinic)}")
    assert next(lines) == ": still here"

    told(clinic, [entry("e-1", "care-team", LATER, "team", members=["cora", "mira"])])

    assert next_event(lines) == ("ended", {})


def test_a_list_hears_only_of_episodes_that_its_visitor_may_see(
    clinic: Clinic, open_news: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(news, "_REST", 0.01)
    told(clinic, [entry("e-2", "care-team", LATER, "team", members=["cora", "mira"])])
    lines = open_news(f"/news?after={clinic.store.head().position}", "cora")
    assert next(lines) == ": still here"

    told(clinic, [entry("e-1", "contact", LATER, "talk", **TALK)])
    told(clinic, [entry("e-2", "note", LATER, "note", text=f"{CANARY} news")])

    assert next_event(lines) == ("change", {"position": clinic.store.head().position, "kinds": ["notes"]})


def test_many_open_pages_share_one_look_out(app: FastAPI, clinic: Clinic, open_news: Opened) -> None:
    pages = [open_news(f"/episodes/e-1/news?after={version(clinic)}") for _ in range(60)]
    for lines in pages:
        assert next(lines) == ": still here"

    assert app.state.look_out.pages == 60
    assert [thread.name for thread in threading.enumerate()].count("look-out") == 1
    told(clinic, [entry("e-1", "contact", LATER, "talk", **TALK)])
    for lines in pages:
        assert next_event(lines)[0] == "change"


def test_a_page_that_is_left_is_forgotten(app: FastAPI, served: str, clinic: Clinic) -> None:
    web: Web = app.state.web
    cookies = {"homeport": web.identity.sessions.begin("cole")}
    with (
        httpx2.Client(base_url=served, cookies=cookies) as browser,
        browser.stream("GET", f"/episodes/e-1/news?after={version(clinic)}") as answer,
    ):
        lines = answer.iter_lines()  # kept: with its iterator the answer would be closed
        assert next(lines) == ": still here"
        assert app.state.look_out.pages == 1

    while app.state.look_out.pages:  # a test that hangs here is stopped
        time.sleep(0.01)


@pytest.mark.parametrize(
    ("staff", "path"), [("cora", "/episodes/e-1/news"), ("admin", "/news"), ("admin", "/now/today")]
)
def test_nobody_hears_what_they_may_not_see(browser: Browser, staff: str, path: str) -> None:
    assert browser.signed_in(staff).get(path).status_code == 403


def test_without_a_session_there_are_no_news(browser: Browser) -> None:
    assert browser.get("/episodes/e-1/news").url.path == "/sign-in"


def test_a_page_brought_up_to_date_keeps_no_session_alive_and_is_kept_as_a_reading(
    browser: Browser, clinic: Clinic, clock: Clock
) -> None:
    browser.signed_in("cole")
    clock.later(14 * MINUTE)
    for path in ("/episodes/e-1/now", "/now/today", "/now/caseload"):
        assert browser.get(path).status_code == 200
        assert f"{CANARY} Client 1" in browser.text()
    clock.later(2 * MINUTE)

    assert browser.get("/episodes/e-1/now").url.path == "/sign-in"
    log = AccessLog(clinic.storage, clinic.clock)
    assert [one.what for one in log.of_client("c-1")].count("episode") == 1
    log.close()


def test_the_page_asks_for_its_news_from_the_version_that_it_shows(browser: Browser, clinic: Clinic) -> None:
    browser.signed_in("cole").get("/episodes/e-1")

    assert f'data-news="/episodes/e-1/news" data-after="{version(clinic)}"' in browser.page.text
    assert 'hx-get="/episodes/e-1/now"' in browser.page.text
    assert browser.page.text.count('id="live"') == 1
