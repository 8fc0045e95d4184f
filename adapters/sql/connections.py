"""Opens connections to the log's SQLite file, and says in plain words what went wrong with one."""

import os
import random
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote

from events.store import StoreDamaged, StoreError, StoreUnavailable

T = TypeVar("T")

_PATIENCE = 15.0  # seconds to try for what other processes keep locked
_LONGEST_PAUSE = 0.004  # seconds between two tries
_CHECKPOINT = 4_000  # pages in the write-ahead log (16 MB): four times the default made appends 7 % faster


def connect(path: Path) -> sqlite3.Connection:
    """A connection to an existing file, usable from any thread, on which transactions are begun explicitly.

    It does not wait where the database is busy: `patiently` does. Raises `StoreUnavailable` where there is no
    such file, `sqlite3.Error` where it cannot be opened.
    """
    try:
        there = path.is_file()
    except OSError:
        raise unwritable(path) from None
    if not there:
        raise StoreUnavailable(
            f"There is no log at {path}: restore it from a backup, name the folder that holds it, or set "
            "HOMEPORT_DATABASE_URL if this site lies in PostgreSQL"
        )
    connection = sqlite3.connect(
        f"file:{quote(str(path))}?mode=rw",
        uri=True,
        timeout=0,
        isolation_level=None,
        check_same_thread=False,
    )
    try:
        patiently(lambda: connection.execute("PRAGMA synchronous = FULL"))
        connection.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
    except BaseException:
        connection.close()
        raise
    return connection


def patiently(work: Callable[[], T]) -> T:
    """What `work` gives, tried again for some seconds while another process keeps the database busy.

    SQLite's own way of waiting sleeps longer at each try, so that whoever came first starves; short random
    pauses give everybody the same chance.
    """
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return work()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(0, _LONGEST_PAUSE))


def unwritable(path: Path) -> StoreUnavailable:
    """What to say where a file cannot be opened, read or written at all."""
    if os.access(path, os.R_OK) and not (os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)):
        return StoreUnavailable(
            f"{path} may only be read: to read, copy the site's folder to a place of your own while nobody records "
            "(cp -r SITE COPY, then chmod -R u+rwX,go= COPY), and name the copy; to record, ask whoever keeps it for "
            "the right to write there: two copies that both go on are two records"
        )
    return StoreUnavailable(
        f"{path} cannot be opened or written: see that its folder exists, that you may write there, and that "
        "its disk is well and has room"
    )


def closed(path: Path) -> StoreUnavailable:
    """What to say where a store is used after `close`."""
    return StoreUnavailable(f"The log at {path} was closed: open it again")


MOVED = "the log was moved"
"""What the database answers to an append where the site lies in PostgreSQL since."""


def explained(error: sqlite3.Error, path: Path) -> StoreError:
    """What a failure of SQLite means to a person. SQLite's own text is left out: it may quote a row."""
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF
    name = getattr(error, "sqlite_errorname", type(error).__name__)
    match code:
        case sqlite3.SQLITE_CONSTRAINT if str(error) == MOVED:
            return StoreUnavailable(
                f"{path} is out of use: the site was moved to PostgreSQL; set HOMEPORT_DATABASE_URL to where it lies"
            )
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreUnavailable(f"{path} was kept busy by another process for too long: try again")
        case sqlite3.SQLITE_FULL:
            return StoreUnavailable(f"The disk that holds {path} is full: make room, then try again")
        case (
            sqlite3.SQLITE_CANTOPEN
            | sqlite3.SQLITE_READONLY
            | sqlite3.SQLITE_PERM
            | sqlite3.SQLITE_AUTH
            | sqlite3.SQLITE_IOERR
        ):
            return unwritable(path)
        case _:
            return StoreDamaged(f"{path} is damaged ({name}): restore it from a backup")
