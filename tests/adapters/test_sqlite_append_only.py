"""The database itself refuses to change what was recorded, whoever asks and however."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from adapters.sql.sqlite_store import SqliteStore
from tests.contracts.event_store_case import append, part

COLUMNS = (
    "log, position, stream, version, event_id, type, schema_version, occurred_at, occurred_offset, "
    "recorded_at, actor, command_id, correlation_id, data"
)


@pytest.fixture
def raw(log: SqliteStore, database: Path) -> Iterator[sqlite3.Connection]:
    """A connection of somebody else's, to a log of three events by two commands."""
    append(log, "c-1", part("episode-a", 0, events=2))
    append(log, "c-2", part("episode-b", 0))
    with closing(sqlite3.connect(database, isolation_level=None)) as connection:
        yield connection


def event(position: int, stream: str, version: int) -> str:
    values = f"'site-1', {position}, '{stream}', {version}, 'forged', 'T', 1, 0, 0, 0, 'x', 'c', 'c', x'00'"
    return f"INTO events ({COLUMNS}) VALUES ({values})"


INTO_COMMANDS = "INTO commands VALUES ('site-1', 'c-1', x'00', 9, 9, 9, '{}')"

REFUSED = {
    "update": "UPDATE events SET data = x'00' WHERE position = 1",
    "update that changes nothing": "UPDATE events SET data = data",
    "update or replace": "UPDATE OR REPLACE events SET position = 2 WHERE position = 1",
    "delete": "DELETE FROM events WHERE position = 3",
    "delete of all": "DELETE FROM events",
    "replace a position": f"REPLACE {event(1, 'episode-c', 1)}",
    "insert or replace a position": f"INSERT OR REPLACE {event(3, 'episode-b', 2)}",
    "replace a version": f"REPLACE {event(4, 'episode-a', 2)}",
    "replace a row by its hidden number": "REPLACE "
    + event(4, "episode-b", 2).replace("(log,", "(rowid, log,").replace("('site-1'", "(1, 'site-1'"),
    "upsert": f"INSERT {event(1, 'episode-a', 1)} ON CONFLICT DO UPDATE SET data = x'00'",
    "insert or ignore": f"INSERT OR IGNORE {event(1, 'episode-a', 1)}",
    "a hole between positions": f"INSERT {event(5, 'episode-b', 2)}",
    "a hole in a stream": f"INSERT {event(4, 'episode-b', 3)}",
    "update a command": "UPDATE commands SET digest = x'00'",
    "delete a command": "DELETE FROM commands",
    "replace a command": f"REPLACE {INTO_COMMANDS}",
    "upsert a command": f"INSERT {INTO_COMMANDS} ON CONFLICT DO UPDATE SET digest = excluded.digest",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused_and_nothing_has_changed(raw: sqlite3.Connection, statement: str) -> None:
    before = everything(raw)

    with pytest.raises(sqlite3.IntegrityError, match=r"append-only|takes the next"):
        raw.execute(statement)

    assert everything(raw) == before


def test_an_event_in_the_next_place_is_taken(raw: sqlite3.Connection) -> None:
    raw.execute(f"INSERT {event(4, 'episode-b', 2)}")

    assert raw.execute("SELECT version FROM streams WHERE stream = 'episode-b'").fetchall() == [(2,)]


def everything(connection: sqlite3.Connection) -> list[object]:
    queries = ("SELECT * FROM events", "SELECT * FROM commands", "SELECT * FROM streams")
    return [connection.execute(query).fetchall() for query in queries]
