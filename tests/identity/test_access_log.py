"""The access log: every reading of a client's record, and nothing ever taken out."""

from collections.abc import Iterator
from sqlite3 import IntegrityError

import pytest
from psycopg.errors import InsufficientPrivilege

from adapters.identity.access_log import AccessLog, Reading
from adapters.sql.storage import Storage
from tests.identity.conftest import Clock
from tests.servers.tables import execute


@pytest.fixture
def log(storage: Storage, clock: Clock) -> Iterator[AccessLog]:
    log = AccessLog(storage, clock)
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
def test_nothing_is_changed_or_taken_out(log: AccessLog, storage: Storage, table: str, change: str) -> None:
    log.note(reading("episode", "c-1"))
    statement = change.format(table).replace("rowid = 9", "client = 'c-9'" if table == "clients_read" else "at = 9")

    with pytest.raises((IntegrityError, InsufficientPrivilege), match=r"added to|permission denied"):
        execute(storage, "access", statement)

    assert len(list(log.of_client("c-1"))) == 1
