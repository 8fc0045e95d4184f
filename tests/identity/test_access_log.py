"""The access log: every reading of a client's record, and nothing ever taken out."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.identity.access_log import AccessLog, Reading
from tests.identity.conftest import Clock


@pytest.fixture
def log(tmp_path: Path, clock: Clock) -> Iterator[AccessLog]:
    log = AccessLog(tmp_path, clock)
    yield log
    log.close()


def reading(what: str, *clients: str) -> Reading:
    return Reading("s-cole", what, "treatment", "care_team", clients, f"request of {what}")


def test_a_client_can_be_told_who_read_their_record(log: AccessLog, clock: Clock) -> None:
    log.note(reading("episode", "c-1"))
    clock.now += 1
    log.note(reading("caseload", "c-1", "c-2", "c-2"))
    log.note(reading("episode", "c-2"))

    assert [(one.at - clock.now, one.what, one.clients, one.request) for one in log.of_client("c-1")] == [
        (0, "caseload", 2, "request of caseload"),
        (-1, "episode", 1, "request of episode"),
    ]


def test_a_list_of_nobody_is_kept_too(log: AccessLog) -> None:
    log.note(reading("caseload"))

    assert list(log.of_client("c-1")) == []


@pytest.mark.parametrize("table", ["readings", "clients_read"])
@pytest.mark.parametrize("change", ["UPDATE {} SET rowid = 9", "DELETE FROM {}"])
def test_nothing_is_changed_or_taken_out(log: AccessLog, tmp_path: Path, table: str, change: str) -> None:
    log.note(reading("episode", "c-1"))
    statement = change.format(table).replace("rowid = 9", "client = 'c-9'" if table == "clients_read" else "at = 9")

    with sqlite3.connect(tmp_path / "access.db") as connection, pytest.raises(sqlite3.IntegrityError, match="added to"):
        connection.execute(statement)

    connection.close()
    assert len(list(log.of_client("c-1"))) == 1
