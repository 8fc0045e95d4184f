"""`/health` tells that the process lives, `/ready` how each part is: in fixed words, to anybody."""

import sqlite3
from contextlib import closing

from fastapi.testclient import TestClient

from adapters.clinic import Clinic
from adapters.http.app import make_app
from tests.cli.tampering import alter
from tests.http.browser import Browser
from tests.telemetry.conftest import Logged


def test_all_is_well(browser: Browser) -> None:
    assert browser.get("/health").json() == {"status": "alive"}
    told = browser.get("/ready").json()
    assert (told["status"], told["parts"]["database"], told["parts"]["migrations"]) == ("ready", "ok", "ok")
    assert set(told["parts"]["readers"].values()) == {"ok"}


def test_a_database_that_is_gone_is_told_and_so_is_its_return(browser: Browser, clinic: Clinic, logged: Logged) -> None:
    path = clinic.folder / "log.db"
    path.rename(away := path.with_suffix(".away"))
    page = browser.get("/ready")
    assert (page.status_code, page.json()["parts"]["database"]) == (503, "cannot be reached")
    assert browser.get("/health").status_code == 200

    away.rename(path)
    assert browser.get("/ready").status_code == 200


def test_a_file_that_is_no_database_is_told(browser: Browser, clinic: Clinic) -> None:
    path = clinic.folder / "log.db"
    path.rename(path.with_suffix(".away"))
    path.write_text("not a database at all")

    assert browser.get("/ready").json()["parts"]["database"] == "damaged"


def test_a_log_whose_end_is_taken_away_while_it_is_served_is_told(browser: Browser, clinic: Clinic) -> None:
    alter(clinic.folder / "log.db", "DELETE FROM events WHERE position = (SELECT max(position) FROM events)")

    page = browser.get("/ready")

    assert (page.status_code, page.json()["parts"]["database"]) == (503, "damaged")


def test_a_schema_of_a_newer_version_is_told(browser: Browser, clinic: Clinic) -> None:
    with closing(sqlite3.connect(clinic.folder / "log.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    page = browser.get("/ready")

    assert page.status_code == 503
    assert page.json()["parts"] == {"database": "ok", "migrations": "made by a newer Homeport"}


def test_what_is_told_names_no_path(browser: Browser, clinic: Clinic) -> None:
    clinic.store.close()
    page = browser.get("/ready")

    assert page.status_code == 503
    assert str(clinic.folder) not in page.text


def test_a_part_without_which_everything_goes_on_is_told_and_makes_nothing_unready(clinic: Clinic) -> None:
    app = make_app(clinic, beside=lambda: {"redis": "unreachable"})
    with TestClient(app) as browser:
        page = browser.get("/ready")
    assert page.status_code == 200
    assert page.json()["parts"]["redis"] == "unreachable"
