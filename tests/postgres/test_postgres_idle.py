"""Somebody who leaves a transaction open, anywhere in the server, stalls nobody."""

from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

from adapters.sql.postgres_store import PostgresStore
from tests.contracts.event_store_case import append, command, part, positions
from tests.servers.databases import Databases

READS = b"SET TRANSACTION ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM events"
WRITES = b"CREATE TABLE left_open (); SELECT pg_current_xact_id()"


@pytest.fixture
def left_open(databases: Databases, database: str) -> Iterator[None]:
    """Transactions begun and left: one that has read the log, one that has written beside it, one elsewhere."""
    with ExitStack() as stack:
        for url, statements in ((database, READS), (database, WRITES), (databases.empty(), WRITES)):
            stack.enter_context(psycopg.connect(url)).execute(statements)
        yield


def test_appends_and_readers_go_on_beside_open_transactions(log: PostgresStore, left_open: None) -> None:
    for number in range(20):
        append(log, f"c-{number}", part("episode-a", number))
        assert log.wait(number, timeout=0)

    assert positions(log) == list(range(1, 21))
    assert len(list(log.read_stream("episode-a"))) == 20


def test_the_row_that_appends_lock_is_never_rewritten(
    log: PostgresStore, owner: psycopg.Connection, left_open: None
) -> None:
    append(log, "c-0", part("episode-a", 0))
    before = owner.execute("SELECT ctid FROM logs").fetchall()

    for number in range(1, 20):
        append(log, f"c-{number}", part("episode-a", number))
    log.append([command("c-20", part("episode-a", 0))])

    assert owner.execute("SELECT ctid FROM logs").fetchall() == before
