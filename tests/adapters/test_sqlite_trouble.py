"""A log that cannot be read or written says what is wrong, in one line, and loses nothing."""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from adapters.sql import connections, schema
from adapters.sql.migrate import migrate
from adapters.sql.sqlite_store import SqliteStore
from events.envelope import NewEvent, StreamAppend
from events.store import StoreDamaged, StoreError, StoreUnavailable
from tests.contracts.event_store_case import NOON, SetClock, append, command, part, positions
from tests.somebody import somebody_else

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


def test_a_log_that_may_only_be_read_says_how_to_read_a_copy(database: Path) -> None:
    public = Path(tempfile.mkdtemp())  # pytest's own folders are closed to others
    path = public / "log.db"
    shutil.copy(database, path)
    path.chmod(0o444)
    public.chmod(0o555)

    try:
        with somebody_else(), pytest.raises(StoreUnavailable, match=r"may only be read.*cp -r.*chmod") as refused:
            opened(path)
        assert one_line(refused.value, path)
    finally:
        public.chmod(0o700)
        shutil.rmtree(public)


def test_a_path_that_cannot_be_looked_at_is_unavailable(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 300) / "log.db"

    for use in (opened, migrate):
        with pytest.raises(StoreUnavailable, match="cannot be opened or written") as refused:
            use(path)
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
        list(opened(database).read_log())

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


@pytest.mark.parametrize(
    ("revision", "said"), [("9999", "newer Homeport: upgrade"), ("0000", "older Homeport: make a backup")]
)
def test_a_log_of_another_age_is_unavailable(
    database: Path, monkeypatch: pytest.MonkeyPatch, revision: str, said: str
) -> None:
    monkeypatch.setattr(schema, "REVISIONS", ("0000", *schema.REVISIONS))
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))

    with pytest.raises(StoreUnavailable, match=said) as refused:
        opened(database)

    assert one_line(refused.value, database)


def test_a_log_of_a_newer_homeport_is_not_migrated(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreUnavailable, match="newer Homeport"):
        migrate(database)


def test_a_full_disk_refuses_an_append_and_loses_nothing(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    connect = sqlite3.connect

    def connect_to_small_disk(*args: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **options)
        connection.execute("PRAGMA max_page_count = 20")
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", connect_to_small_disk)
        store = opened(database)
        append(store, "c-1", part("episode-a", 0))
        with pytest.raises(StoreUnavailable, match=r"disk that holds .* is full") as refused:
            store.append([command("c-2", large("episode-a", 1))])

    assert one_line(refused.value, database)
    assert append(store, "c-2", large("episode-a", 1)).position == 2
    store.close()


def test_a_write_that_fails_refuses_the_append_and_loses_nothing(database: Path) -> None:
    store = opened(database)
    append(store, "c-1", part("episode-a", 0))
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, hard))
    try:
        with pytest.raises(StoreUnavailable, match="cannot be opened or written") as refused:
            store.append([command("c-2", large("episode-a", 1))])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

    assert one_line(refused.value, database)
    assert positions(store) == [1]
    assert append(store, "c-2", large("episode-a", 1)).position == 2
    store.close()


def test_a_log_that_another_process_keeps_locked_is_unavailable_until_it_lets_go(
    database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "_PATIENCE", 0.02)
    store = opened(database)

    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreUnavailable, match="kept busy") as refused:
            append(store, "c-1", part("episode-a", 0))
        assert positions(store) == []

    assert one_line(refused.value, database)
    assert append(store, "c-1", part("episode-a", 0)).position == 1
    store.close()


def test_a_log_that_another_process_locks_for_a_moment_is_waited_for(database: Path) -> None:
    store = opened(database)
    with closing(sqlite3.connect(database, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        release = threading.Timer(0.05, lambda: other.execute("COMMIT"))
        release.start()

        assert append(store, "c-1", part("episode-a", 0)).position == 1
        release.join()
    store.close()


def test_a_closed_log_is_unavailable(database: Path) -> None:
    store = opened(database)
    append(store, "c-1", part("episode-a", 0))
    store.close()

    for use in (store.head, lambda: append(store, "c-2", part("episode-a", 1)), lambda: positions(store)):
        with pytest.raises(StoreUnavailable, match="was closed"):
            use()


def test_to_open_a_log_loads_neither_sqlalchemy_nor_alembic(database: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from adapters.sql.sqlite_store import SqliteStore;"
        "SqliteStore(Path(sys.argv[1]), 'site-1', lambda: 0).close();"
        "sys.exit(any(name in sys.modules for name in ('sqlalchemy', 'alembic')))"
    )

    assert subprocess.run([sys.executable, "-c", program, str(database)], check=False).returncode == 0


def large(stream: str, expected: int) -> StreamAppend:
    event = NewEvent("e-large", "SomethingHappened", 1, NOON, 0, bytes(1_000_000), None)
    return StreamAppend(stream, expected, (event,))
