"""A connection that is cut, at any moment, is made anew; what was accepted is not accepted twice."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest

from adapters.sql.postgres_store import PostgresStore
from events.envelope import Receipt
from events.store import Appended, Duplicate, StoreUnavailable
from tests.contracts.event_store_case import NOON, SetClock, append, command, part, positions
from tests.servers.databases import Databases
from tests.servers.postgres import PostgresServer

OTHERS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def cut(owner: psycopg.Connection) -> int:
    """Ends everybody else's connection to the database; how many there were, once they are gone."""
    return len(owner.execute(f"SELECT pg_terminate_backend(pid, 30000) {OTHERS}".encode()).fetchall())


def when_waiting(owner: psycopg.Connection, event: str) -> None:
    """Returns once somebody waits for that on the server."""
    deadline = time.monotonic() + 30
    while not owner.execute(f"SELECT 1 {OTHERS} AND wait_event = %s".encode(), (event,)).fetchall():
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_connection_cut_while_idle_is_made_anew(log: PostgresStore, owner: psycopg.Connection) -> None:
    append(log, "c-1", part("episode-a", 0))

    assert cut(owner) == 1
    assert append(log, "c-2", part("episode-a", 1)).position == 2
    assert cut(owner) == 1
    assert positions(log) == [1, 2]


def test_all_connections_cut_while_idle_are_given_up_at_once(log: PostgresStore, owner: psycopg.Connection) -> None:
    with ThreadPoolExecutor(4) as readers:
        barrier = threading.Barrier(4)
        list(readers.map(lambda _: (barrier.wait(), log._pool.run(lambda _: barrier.wait())), range(4)))

    assert cut(owner) == 4
    assert append(log, "c-1", part("episode-a", 0)).position == 1


def test_a_reader_whose_connection_is_cut_between_two_pages_goes_on(
    log: PostgresStore, owner: psycopg.Connection
) -> None:
    append(log, "c-1", part("episode-a", 0, events=1_203))
    reader = log.read_log()
    begun = [next(reader).position]

    cut(owner)

    assert begun + [record.position for record in reader] == list(range(1, 1_204))


def test_an_append_cut_before_it_is_committed_is_accepted_once(
    log: PostgresStore, database: str, owner: psycopg.Connection
) -> None:
    append(log, "c-1", part("episode-a", 0))
    with psycopg.connect(database) as other, ThreadPoolExecutor() as caller:
        other.execute("SELECT FROM logs FOR UPDATE")
        answer = caller.submit(append, log, "c-2", part("episode-a", 1))
        when_waiting(owner, "transactionid")

        owner.execute(f"SELECT pg_terminate_backend(pid) {OTHERS} AND wait_event = 'transactionid'".encode())
        other.rollback()

        assert answer.result().position == 2
    assert positions(log) == [1, 2]


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of the test's own."""
    with PostgresServer() as server:
        yield server


def test_an_append_cut_between_its_commit_and_the_answer_gets_its_first_receipt(server: PostgresServer) -> None:
    databases = Databases(server.url())
    database = databases.migrated()
    # Commits stop after they are on the disk, for a replica that is not there; from its start, not some time after.
    databases.execute("ALTER SYSTEM SET synchronous_standby_names = 'nobody'")
    server.kill()
    server.start()
    clock = SetClock()
    with (
        closing(PostgresStore(database, "site-1", clock)) as store,
        psycopg.connect(database, autocommit=True) as owner,
        ThreadPoolExecutor() as caller,
    ):
        answer = caller.submit(store.append, [command("c-1", part("episode-a", 0, events=2))])
        when_waiting(owner, "SyncRep")
        clock.now += 1

        cut(owner)
        when_waiting(owner, "SyncRep")  # that is the same append, sent again
        databases.execute("ALTER SYSTEM RESET synchronous_standby_names")
        databases.execute("SELECT pg_reload_conf()")

        assert answer.result() == [Duplicate(Receipt(2, 2, NOON, {"episode-a": 2}), b"digest")]
        assert positions(store) == [1, 2]


def test_while_the_server_is_down_a_call_fails_at_once_and_after_it_goes_on(server: PostgresServer) -> None:
    database = Databases(server.url()).migrated()
    with closing(PostgresStore(database, "site-1", SetClock())) as store:
        append(store, "c-1", part("episode-a", 0))

        server.kill()
        for use in (store.head, lambda: append(store, "c-2", part("episode-a", 1)), lambda: store.wait(1, timeout=60)):
            with pytest.raises(StoreUnavailable, match="cannot be reached: see that the server runs"):
                use()

        server.start()
        (verdict,) = store.append([command("c-2", part("episode-a", 1))])
        assert isinstance(verdict, Appended)
        assert positions(store) == [1, 2]
