"""How much work an append and a load are for the database."""

import sqlite3
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from adapters.keys.file_keys import FileKeys
from adapters.sql import statements
from adapters.sql.sqlite_store import SqliteStore
from engine.engine import Engine
from tests.contracts.event_store_case import SetClock, append, command, part
from tests.engine.lending import Lending, Shelve, ShowCard

APPEND = ["BEGIN IMMEDIATE", "SELECT 'h',", "INSERT INTO events", "INSERT INTO commands", "COMMIT"]


@pytest.fixture
def executed(database: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The beginning of each statement that SQLite executes, told once where it goes on and on."""
    beginnings: list[str] = []
    connect = sqlite3.connect

    def note(sql: str) -> None:
        words = sql.split()
        beginning = " ".join(words[: 3 if words[0] == "INSERT" else 2])
        if beginnings[-1:] != [beginning]:
            beginnings.append(beginning)

    def traced(*args: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **options)
        connection.set_trace_callback(note)
        return connection

    monkeypatch.setattr(sqlite3, "connect", traced)
    return beginnings


def test_an_append_is_three_statements_in_one_transaction(executed: list[str], log: SqliteStore) -> None:
    append(log, "c-1", part("episode-a", 0))
    executed.clear()

    append(log, "c-2", part("episode-a", 1, events=4))

    assert executed == APPEND


def test_a_batch_is_three_statements_in_one_transaction(executed: list[str], log: SqliteStore) -> None:
    append(log, "c-1", part("episode-a", 0))
    executed.clear()

    log.append([command(f"c-{n}", part(f"episode-{n}", 0), part(f"client-{n}", 0)) for n in range(2, 100)])

    assert executed == APPEND


def test_a_refused_append_writes_nothing(executed: list[str], log: SqliteStore) -> None:
    append(log, "c-1", part("episode-a", 0))
    executed.clear()

    log.append([command("c-2", part("episode-a", 0))])

    assert executed == ["BEGIN IMMEDIATE", "SELECT 'h',", "ROLLBACK"]


def test_a_load_is_one_statement(executed: list[str], log: SqliteStore) -> None:
    append(log, "c-1", part("episode-a", 0, events=30))
    list(log.read_stream("episode-a"))
    executed.clear()

    list(log.read_stream("episode-a", after=10))

    assert executed == ["SELECT position,"]


def test_a_command_on_what_is_in_memory_reads_nothing_but_what_its_append_looks_up(
    executed: list[str], log: SqliteStore, tmp_path: Path
) -> None:
    FileKeys.create(tmp_path).close()
    keys = FileKeys(tmp_path, look_again_after=float("inf"))
    ids = map(str, count())
    engine = Engine(Lending(), log, keys, clock=lambda: 0, event_ids=lambda: next(ids))
    engine.execute_now(Shelve(id="c-1", actor="lib", book="emma"))
    executed.clear()

    engine.execute_now(ShowCard(id="c-2", actor="lib", book="emma"))

    assert executed == APPEND
    engine.close()
    keys.close()


def test_to_open_a_log_is_a_few_short_statements(database: Path, executed: list[str]) -> None:
    SqliteStore(database, "site-1", SetClock()).close()

    assert executed == ["PRAGMA synchronous", "PRAGMA wal_autocheckpoint", "SELECT 1", "SELECT version_num"]


@pytest.mark.parametrize(
    "sql",
    [
        statements.HEAD,
        statements.COMMAND,
        statements.read_stream(backward=False),
        statements.read_stream(backward=True),
        statements.read_log(types=0, categories=0, backward=False),
        statements.read_log(types=2, categories=2, backward=True),
    ],
)
def test_what_is_read_is_found_by_its_key_however_long_the_log(database: Path, sql: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        plan = connection.execute(f"EXPLAIN QUERY PLAN {sql}", [None] * sql.count("?")).fetchall()

    assert [step[3].split()[0] for step in plan] == ["SEARCH"]
