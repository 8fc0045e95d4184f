"""A log dumped while it is written to, and restored into a new cluster, is a log that goes on."""

import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from adapters.sql.postgres_store import PostgresStore
from events.store import Duplicate
from tests.contracts.event_store_case import SetClock, append, command, part, positions
from tests.servers.databases import Databases
from tests.servers.postgres import PostgresServer


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[PostgresServer, PostgresServer]]:
    """The old cluster and the new."""
    with PostgresServer() as old, PostgresServer() as new:
        yield old, new


def restored(servers: tuple[PostgresServer, PostgresServer], database: str, folder: Path) -> str:
    """The address of the copy in the new cluster."""
    old, new = servers
    copy = Databases(new.url()).empty()
    old.run("pg_dump", "--format=custom", f"--file={folder / 'dump'}", f"--dbname={database}")
    new.run("pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={copy}", str(folder / "dump"))
    return copy


def test_a_reader_goes_on_from_its_checkpoint_in_the_restored_log(
    servers: tuple[PostgresServer, PostgresServer], tmp_path: Path
) -> None:
    database = Databases(servers[0].url()).migrated()
    with closing(PostgresStore(database, "site-1", SetClock())) as store:
        receipts = [append(store, f"c-{n}", part(f"episode-{n}", 0, events=3)) for n in range(20)]
        records = list(store.read_log())
        checkpoint = 31

    copy = restored(servers, database, tmp_path)

    with closing(PostgresStore(copy, "site-1", SetClock(0))) as store:
        assert list(store.read_log(after=checkpoint)) == records[checkpoint:]
        assert store.append([command("c-7", part("episode-7", 0))]) == [Duplicate(receipts[7], b"digest")]
        assert append(store, "c-20", part("episode-0", 3)).position == 61
        assert store.wait(60, timeout=0)
        with psycopg.connect(copy) as owner, pytest.raises(errors.IntegrityConstraintViolation, match="append-only"):
            owner.execute("DELETE FROM events")


def test_a_dump_made_amid_appends_is_a_log_without_a_hole(
    servers: tuple[PostgresServer, PostgresServer], tmp_path: Path
) -> None:
    database = Databases(servers[0].url()).migrated()
    stop = threading.Event()

    def fill() -> None:
        with closing(PostgresStore(database, "site-1", SetClock())) as store:
            number = 0
            while not stop.is_set():
                append(store, f"c-{number}", part(f"episode-{number % 9}", 2 * (number // 9), events=2))
                number += 1

    writer = threading.Thread(target=fill)
    writer.start()
    try:
        with closing(PostgresStore(database, "site-1", SetClock())) as store:
            assert store.wait(20, timeout=60)
        copy = restored(servers, database, tmp_path)
    finally:
        stop.set()
        writer.join()

    with closing(PostgresStore(copy, "site-1", SetClock())) as store:
        reached = store.head().position
        assert positions(store) == list(range(1, reached + 1))
        last = next(iter(store.read_log(after=reached - 1)))
        found = store.find_command(last.command_id)
        assert found is not None
        assert found.receipt.position == reached
        assert append(store, "c-next", part(last.stream, last.version)).position == reached + 1
