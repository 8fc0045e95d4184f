"""The same appends leave the same rows in PostgreSQL as in SQLite, so that a log can be moved as it is."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

from adapters.sql.opening import migrate, open_store
from events.envelope import Append, NewEvent, StreamAppend
from events.store import EventStore
from tests.contracts.event_store_case import NOON, SetClock, command, part

TABLES = {
    "events": "log, position, stream, version, event_id, type, schema_version, occurred_at, occurred_offset, "
    "recorded_at, actor, command_id, correlation_id, causation_id, data, sealed",
    "commands": "log, command_id, digest, position, events, recorded_at, versions",
    "streams": "log, stream, version",
}
ODD = NewEvent("e-1", "Odd", 3, NOON - 1, -480, bytes(range(256)), b"")
BATCHES: list[list[Append]] = [
    [command("c-1", part("episode-a", 0, events=3), part("client-a", 0)), command("c-2", part("episode-b", 0))],
    [command("c-1", part("episode-a", 0)), command("c-3", part("episode-a", 1)), command("c-4", part("episode-b", 1))],
    [command("c-5", part("group-1", 0), part("episode-a", 3), recorded_at=NOON + 9)._replace(causation_id="c-1")],
    [command("c-6", StreamAppend("episode-ö", 0, (ODD,)), recorded_at=NOON - 9), command("c-7", part('odd-"\\', 0))],
]


def test_the_same_appends_leave_the_same_rows_and_answers(tmp_path: Path, application: str) -> None:
    path = tmp_path / "log.db"
    migrate(path)

    answers = []
    for location in (path, application):
        with closing(open_store(location, "site-1", SetClock())) as store:
            answers.append([store.append(batch) for batch in BATCHES] + [_read(store)])

    assert answers[0] == answers[1]
    with closing(sqlite3.connect(path)) as lite, psycopg.connect(application) as postgres:
        for table, columns in TABLES.items():
            query = f"SELECT {columns} FROM {table}"  # noqa: S608  # as written above
            assert set(lite.execute(query)) == set(postgres.execute(query.encode()))


def _read(store: EventStore) -> list[object]:
    return [list(store.read_log()), store.head(), store.find_command("c-5"), store.find_command("c-6")]
