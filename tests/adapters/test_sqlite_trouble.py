"""A log that cannot be read or written says what is wrong, in one line, and loses nothing."""

import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from adapters.sql import writer
from adapters.sql.migrate import migrate
from adapters.sql.sqlite_store import SqliteStore
from events.envelope import NewEvent, StreamAppend
from events.store import StoreDamaged, StoreError, StoreUnavailable
from tests.contracts.event_store_case import NOON, SetClock, append, command, part, positions

CANARY = "Zebulon"


def opened(path: Path) -> SqliteStore:
    return SqliteStore(path, "site-1", SetClock())


def one_line(error: StoreError, path: Path) -> bool:
    """Whether the error is a sentence that names the file and quotes nothing of its content."""
    text = str(error)
    return "\n" not in text and str(path) in text and CANARY not in text and "Traceback" not in text


def fill(path: Path, appends: int = 50) -> None:
    store = opened(path)
    for n in range(appends):
        event = NewEvent(f"e-{n}", "SomethingHappened", 1, NOON, 0, CANARY.encode() * 100, None)
        store.append([command(f"c-{n}", StreamAppend(f"episode-{n}", 0, (event,)))])
    store.close()


def test_a_log_that_was_never_made_is_unavailable(tmp_path: Path) -> None:
    with pytest.raises(StoreUnavailable, match="There is no log at") as refused:
        opened(tmp_path / "log.db")

    assert one_line(refused.value, tmp_path / "log.db")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    path = tmp_path / "file" / "log.db"

    with pytest.raises(StoreUnavailable, match="cannot be opened or written") as refused:
        migrate(path)

    assert one_line(refused.value, path)


def test_a_folder_in_the_place_of_the_log_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "log.db").mkdir()

    with pytest.raises(StoreUnavailable):
        migrate(tmp_path / "log.db")
    with pytest.raises(StoreUnavailable):
        opened(tmp_path / "log.db")


@pytest.mark.parametrize("content", [b"not a database at all\n" * 100, b"\x00" * 4096], ids=["text", "zeros"])
def test_a_file_that_is_no_database_is_damaged(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "log.db"
    path.write_bytes(content)

    for use in (opened, migrate):
        with pytest.raises(StoreDamaged, match="restore it from a backup") as refused:
            use(path)
        assert one_line(refused.value, path)
    assert path.read_bytes() == content


def test_an_empty_file_is_no_log(tmp_path: Path) -> None:
    (tmp_path / "log.db").touch()

    with pytest.raises(StoreDamaged, match="not a log of Homeport"):
        opened(tmp_path / "log.db")


def test_a_database_of_something_else_is_no_log_and_stays_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "log.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE recipes (name)")
    before = path.read_bytes()

    for use in (opened, migrate):
        with pytest.raises(StoreDamaged, match="not a log of Homeport"):
            use(path)
    assert path.read_bytes() == before


def test_a_log_with_malformed_pages_is_damaged(database: Path) -> None:
    fill(database)
    content = bytearray(database.read_bytes())
    content[4096 * 3 :] = b"\xa5" * (len(content) - 4096 * 3)
    database.write_bytes(content)

    with pytest.raises(StoreDamaged, match="is damaged") as refused:
        store = opened(database)
        list(store.read_log())

    assert one_line(refused.value, database)


def test_a_log_cut_short_is_damaged(database: Path) -> None:
    fill(database)
    os.truncate(database, 4096 * 4)

    with pytest.raises(StoreDamaged, match="is damaged"):
        list(opened(database).read_log())


@pytest.mark.parametrize("table", ["events", "commands", "streams"])
def test_a_log_without_one_of_its_tables_is_damaged(database: Path, table: str) -> None:
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"DROP TABLE {table}")

    store = opened(database)
    with pytest.raises(StoreDamaged, match="is damaged") as refused:
        append(store, "c-1", part("episode-a", 0))

    assert one_line(refused.value, database)
    store.close()
"""
"""
