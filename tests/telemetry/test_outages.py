"""The database goes away under a running page and comes back: 503, nothing half done, what was typed still there."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from adapters.cli.running import run
from adapters.clinic import Clinic
from adapters.sql import connections
from tests.histories import CANARY
from tests.http.browser import Browser
from tests.http.clinic import records
from tests.telemetry.conftest import Logged

CONTACT = "/episodes/e-1/record/contact"
NOTE = f"{CANARY} talked for an hour & <b>more</b>\nand again"
TOLD = {"person": "e-1-friend", "how": "phone", "begun_by": "client", "purpose": "craving", "outcome": "supported"}


@contextmanager
def gone(clinic: Clinic) -> Iterator[None]:
    """The log cannot be reached within."""
    path = clinic.folder / "log.db"
    names = [path, *(path.with_name(f"log.db{end}") for end in ("-wal", "-shm"))]
    clinic.store._pool._close_idle()  # type: ignore[attr-defined]  # open connections would outlive the file's name
    present = [name for name in names if name.exists()]
    for name in present:
        name.rename(name.with_name(f"away-{name.name}"))
    yield
    for name in present:
        name.with_name(f"away-{name.name}").rename(name)


@contextmanager
def locked(clinic: Clinic, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another process keeps the log busy within, and whoever writes has lost patience at once."""
    monkeypatch.setattr(connections, "_PATIENCE", 0.0)
    with closing(sqlite3.connect(clinic.folder / "log.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def test_a_database_that_is_away_at_the_start_is_a_plain_refusal(
    clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    with gone(clinic):
        assert run(["serve", "--port", "0", "--data", str(clinic.folder)]) == 2

    said = capsys.readouterr().err
    assert said.startswith("homeport: There is no log at")
    assert said.count("\n") == 1


def test_a_page_says_so_and_when_to_come_back(browser: Browser, clinic: Clinic, logged: Logged) -> None:
    browser.signed_in("cole")
    with gone(clinic):
        browser.get("/episodes/e-1?as_of=2026-02-03")

        assert (browser.page.status_code, browser.page.headers["retry-after"]) == (503, "5")
        assert "Nothing was recorded." in browser.text()
        assert 'href="/episodes/e-1?as_of=2026-02-03"' in browser.page.text
        assert logged.lines("incident")[-1]["incident"] in browser.text()
    assert browser.get("/episodes/e-1").status_code == 200


def test_a_form_is_carried_by_the_page_that_says_so_and_recorded_once_when_it_is_sent_again(
    browser: Browser, clinic: Clinic, logged: Logged
) -> None:
    before = records(clinic, "episode-e-1")
    browser.signed_in("cole").get(CONTACT)
    with gone(clinic):
        browser.send(CONTACT, **TOLD, note=NOTE)
        assert (browser.page.status_code, browser.page.headers["retry-after"]) == (503, "5")
        assert "What you typed is still here." in browser.text()
        assert browser.form(CONTACT)["note"] == [NOTE]
        browser.send(CONTACT)
        assert browser.form(CONTACT)["note"] == [NOTE]
    form = browser.form(CONTACT)
    assert records(clinic, "episode-e-1") == before

    browser.post(CONTACT, form)
    assert browser.page.url.path == "/episodes/e-1"
    browser.post(CONTACT, form)
    assert records(clinic, "episode-e-1") == [*before, "episode.contact_made"]
    assert CANARY not in logged.text


def test_a_log_that_others_keep_busy_is_told_likewise(
    browser: Browser, clinic: Clinic, monkeypatch: pytest.MonkeyPatch, logged: Logged
) -> None:
    browser.signed_in("cole").get(CONTACT)
    with locked(clinic, monkeypatch):
        browser.send(CONTACT, **TOLD, note=NOTE)
        assert browser.page.status_code == 503
        assert browser.get("/episodes/e-1").status_code == 200  # whoever only reads goes on

    assert [line["outcome"] for line in logged.lines("command")] == ["unavailable"]
    assert logged.lines("append_failed")


def test_no_page_carries_a_password(browser: Browser, clinic: Clinic, logged: Logged) -> None:
    browser.get("/sign-in")
    with gone(clinic):
        browser.send("/sign-in", name="cole", password="a few words together")

    assert browser.page.status_code == 503
    assert "a few words together" not in browser.page.text
    assert 'href="/sign-in"' in browser.page.text


def test_a_page_that_stands_open_is_not_replaced_while_the_log_is_away(
    browser: Browser, clinic: Clinic, logged: Logged
) -> None:
    browser.signed_in("cole")
    with gone(clinic):
        live = browser.get("/now/today", headers={"HX-Request": "true"})
        found = browser.post("/caseload/search", {"words": "x"}, {"HX-Request": "true"})

    assert (live.status_code, live.headers["hx-reswap"]) == (503, "none")
    assert (found.status_code, found.headers.get("hx-reswap")) == (503, None)
    assert "<html" not in found.text
    assert "cannot be reached" in found.text
