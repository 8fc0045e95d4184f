"""A log is copied from SQLite into PostgreSQL bit for bit, in parts, and what was interrupted goes on."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

import psycopg
import pytest

from adapters.moving import log as moving
from adapters.moving.log import LogCopy
from adapters.sql.opening import migrate, open_store
from adapters.sql.postgres_store import PostgresStore
from engine.refusals import AlreadyExists
from events.store import Conflict, Duplicate, StoreDamaged, StoreUnavailable
from tests.contracts.event_store_case import NOON, SetClock, append, command, part
from tests.postgres.test_postgres_rows import BATCHES


@pytest.fixture
def source(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A log on SQLite with every kind of append."""
    path = tmp_path / "log.db"
    migrate(path)
    with closing(open_store(path, "site-1", SetClock())) as store:
        for batch in BATCHES:
            store.append(batch)
    with closing(sqlite3.connect(path)) as connection:
        yield connection


@pytest.fixture(autouse=True)
def small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two commands a part."""
    monkeypatch.setattr(moving, "_TOGETHER", 2)


def copied(source: sqlite3.Connection, target: psycopg.Connection) -> int:
    """Copies the whole log; the position that it reaches."""
    copy = LogCopy(source, target, "site-1")
    copy.begin()
    *_, reached = copy.copy()
    copy.finish()
    return reached


def read(source: sqlite3.Connection, target: str) -> tuple[list[object], list[object]]:
    path = source.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0]
    found = list[list[object]]()
    for location in (Path(path), target):
        with closing(open_store(location, "site-1", SetClock())) as store:
            found.append([*store.read_log(), store.head(), *map(store.find_command, ("c-1", "c-5", "c-6"))])
    return found[0], found[1]


def test_both_ends_read_the_same(source: sqlite3.Connection, owner: psycopg.Connection, application: str) -> None:
    copy = LogCopy(source, owner, "site-1")

    copy.begin()
    *_, reached = copy.copy()

    assert list(copy.verify())[-1] == reached
    copy.finish()
    here, there = read(source, application)
    assert here == there


def test_a_copy_that_was_interrupted_goes_on_where_it_was(
    source: sqlite3.Connection, owner: psycopg.Connection, application: str
) -> None:
    interrupted = LogCopy(source, owner, "site-1")
    interrupted.begin()
    (first,) = islice(interrupted.copy(), 1)

    again = LogCopy(source, owner, "site-1")
    again.begin()
    assert again.reached() == first
    assert first not in set(again.copy())
    again.finish()

    here, there = read(source, application)
    assert here == there


def test_a_part_is_there_whole_or_not_at_all(
    source: sqlite3.Connection, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(moving, "_MOVE_STREAMS", "SELECT %s / 0, %s, %s")
    copy = LogCopy(source, owner, "site-1")
    copy.begin()

    with suppress(psycopg.Error):
        list(copy.copy())

    assert owner.execute("SELECT count(*) FROM events").fetchone() == (0,)


def test_the_copy_goes_on_as_the_log_would_have(
    source: sqlite3.Connection, owner: psycopg.Connection, log: PostgresStore
) -> None:
    reached = copied(source, owner)

    repeated, stale = log.append([command("c-1", part("episode-a", 0)), command("c-new", part("episode-b", 0))])
    assert isinstance(repeated, Duplicate)
    assert isinstance(stale, Conflict)
    receipt = append(log, "c-later", part("episode-a", stale.actual + 2))
    assert receipt.position == reached + 1
    assert receipt.recorded_at >= NOON


def test_another_site_in_the_database_is_left_alone(
    source: sqlite3.Connection, owner: psycopg.Connection, application: str
) -> None:
    with closing(PostgresStore(application, "site-2", SetClock())) as other:
        append(other, "c-1", part("episode-a", 0))
        before = list(other.read_log())

        copied(source, owner)

        assert list(other.read_log()) == before


def test_another_log_under_the_same_id_is_left_as_it_is(
    source: sqlite3.Connection, owner: psycopg.Connection, log: PostgresStore
) -> None:
    append(log, "c-other", part("episode-z", 0))
    before = list(log.read_log())

    with pytest.raises(AlreadyExists, match="holds a site site-1 already"):
        LogCopy(source, owner, "site-1").begin()

    assert list(log.read_log()) == before


def test_half_of_another_log_under_the_same_id_is_left_as_it_is(
    source: sqlite3.Connection, owner: psycopg.Connection, tmp_path: Path
) -> None:
    migrate(tmp_path / "other.db")
    with closing(open_store(tmp_path / "other.db", "site-1", SetClock())) as store:
        append(store, "c-other", part("episode-z", 0))
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        interrupted = LogCopy(other, owner, "site-1")
        interrupted.begin()
        list(interrupted.copy())

    copy = LogCopy(source, owner, "site-1")
    copy.begin()
    with pytest.raises(AlreadyExists, match="another log under the id site-1"):
        list(copy.copy())


def test_half_a_copy_is_not_opened_and_not_appended_to(
    source: sqlite3.Connection, owner: psycopg.Connection, application: str, log: PostgresStore
) -> None:
    copy = LogCopy(source, owner, "site-1")
    copy.begin()
    list(islice(copy.copy(), 1))

    with pytest.raises(StoreUnavailable, match=r"not all in PostgreSQL at .* yet.*run homeport migrate again"):
        PostgresStore(application, "site-1", SetClock())
    with pytest.raises(StoreUnavailable, match="run homeport migrate again"):  # opened before the copy began
        append(log, "c-new", part("episode-new", 0))

    list(copy.copy())
    copy.finish()
    assert append(log, "c-new", part("episode-new", 0)).position == copy.reached()


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE events SET data = ''::bytea WHERE position = 3",
        "UPDATE events SET recorded_at = recorded_at + 1 WHERE position = 1",
        "UPDATE commands SET digest = ''::bytea WHERE command_id = 'c-2'",
        "UPDATE streams SET version = version + 1 WHERE stream = 'client-a'",
        "DELETE FROM events WHERE position = 2",
        "INSERT INTO commands SELECT log, 'c-99', digest, 99, events, recorded_at, versions FROM commands LIMIT 1",
    ],
)
def test_whatever_differs_at_the_other_end_is_found(
    source: sqlite3.Connection, owner: psycopg.Connection, change: str
) -> None:
    copy = LogCopy(source, owner, "site-1")
    copy.begin()
    list(copy.copy())
    owner.execute("ALTER TABLE events_before_2027 DISABLE TRIGGER USER")
    owner.execute("ALTER TABLE events DISABLE TRIGGER USER")
    owner.execute("ALTER TABLE commands DISABLE TRIGGER USER")
    owner.execute(change.encode())

    with pytest.raises(StoreDamaged, match="not the same"):
        list(copy.verify())
