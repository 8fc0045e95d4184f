"""Many processes append to one log at once, and others follow it; then the server dies under them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing

import pytest

from adapters.sql.postgres_store import PostgresStore
from tests.contracts.event_store_case import SetClock
from tests.contracts.event_store_writers import check_seen, expected_events
from tests.postgres.logs import digest
from tests.servers.databases import Databases
from tests.servers.postgres import PostgresServer

APPENDS = 40


def started(module: str, *arguments: str, output: int = subprocess.PIPE) -> "subprocess.Popen[str]":
    return subprocess.Popen([sys.executable, "-m", module, *arguments], stdout=output, text=True)


def test_two_processes_that_follow_four_of_eight_writers_see_each_event_once_and_in_order(
    log: PostgresStore, application: str
) -> None:
    writers = [f"w{n}" for n in range(32)]
    events = expected_events(writers, APPENDS)
    opener = "tests.postgres.test_postgres_store:open_store"
    readers = [started("tests.postgres.tailing_process", application, str(events)) for _ in range(2)]
    appending = [
        started(
            "tests.contracts.appending_process", opener, application, str(APPENDS), *eight, output=subprocess.DEVNULL
        )
        for eight in (writers[n::4] for n in range(4))
    ]

    seen = [reader.communicate(timeout=100)[0] for reader in readers]

    assert [process.wait(timeout=60) for process in appending] == [0] * 4
    records = list(log.read_log())
    check_seen(records, writers, APPENDS)
    assert seen == [digest(records)] * 2


DURABLE: dict[str, str] = {}  # as PostgreSQL is set when nobody sets it


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    with PostgresServer(DURABLE) as server:
        yield server


def test_a_server_killed_under_load_and_started_again_has_lost_nothing(server: PostgresServer) -> None:
    database = Databases(server.url()).migrated()
    writers = [f"w{n}" for n in range(16)]
    reading, writing = os.pipe()
    processes = [
        started("tests.postgres.persistent_process", database, str(APPENDS), *eight, output=writing)
        for eight in (writers[:8], writers[8:])
    ]
    os.close(writing)

    done: dict[str, int] = {}
    with os.fdopen(reading) as lines, closing(PostgresStore(database, "site-1", SetClock())) as store:
        for line in lines:
            match line.split():
                case ["done", command_id, position]:
                    done[command_id] = int(position)
            if len(done) in {100, 350} and line.startswith("done"):
                server.kill()
                server.start()
                check_acknowledged(store, done)

        assert [process.wait(timeout=60) for process in processes] == [0, 0]
        check_acknowledged(store, done)
        check_seen(list(store.read_log()), writers, APPENDS)


def check_acknowledged(store: PostgresStore, done: dict[str, int]) -> None:
    """Everything that was acknowledged is where its writer was told, in a log without a hole."""
    records = list(store.read_log())
    assert [record.position for record in records] == list(range(1, len(records) + 1))
    last = {record.command_id: record.position for record in records}
    assert {command_id: last.get(command_id) for command_id in done} == done
