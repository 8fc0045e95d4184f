"""`keys.db`: one wrapped key a subject, in a SQLite file of its own.

An erased subject leaves a row without a key, so that it never gets another. Deleted bytes are overwritten
in the file and its log; what a disk keeps of blocks it freed, and what backups keep, is beyond this file.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any, Protocol

from adapters.keys.ring import check_private
from engine.keys import KeysUnusable

_VERSION = 1
_SETTINGS = ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = FULL", "PRAGMA secure_delete = ON")


class WrappedKeys(Protocol):
    """One wrapped key a subject. For one thread at a time."""

    def changed(self) -> bool:
        """Whether a key that was read may be another, or none, since this was last asked."""

    def find(self, subject: str) -> tuple[bool, bytes | None]:
        """Whether the subject has a row, and its wrapped key (none: erased)."""

    def add(self, subject: str, wrapped: bytes) -> None:
        """Keeps the wrapped key of a subject that has no row; on the disk when this returns."""

    def erase(self, subject: str) -> None:
        """Takes the subject's key away for ever; it never gets another."""

    def close(self) -> None:
        """Lets go of what is held."""


def make_key_table(path: Path, check_value: str) -> None:
    """Makes the empty table of a ring, mode 0600. Raises `KeysUnusable` where there is such a file already."""
    try:
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        raise KeysUnusable(f"There are keys at {path} already: they are never overwritten") from None
    except OSError:
        raise KeysUnusable(f"No keys can be written at {path}: see that you may write there") from None
    try:
        with closing(_connect(path)) as connection:
            for setting in _SETTINGS:
                connection.execute(setting)
            connection.execute("BEGIN")
            connection.execute("CREATE TABLE ring (check_value TEXT NOT NULL)")
            connection.execute("INSERT INTO ring VALUES (?)", (check_value,))
            connection.execute("CREATE TABLE keys (subject TEXT NOT NULL PRIMARY KEY, wrapped BLOB)")
            connection.execute(f"PRAGMA user_version = {_VERSION}")
            connection.execute("COMMIT")
    except sqlite3.Error:
        raise _unusable(path) from None


class KeyTable:
    """A `WrappedKeys` that goes with one ring, known by its check value.

    Every method raises `KeysUnusable` where the file cannot be used.
    """

    def __init__(self, path: Path, check_value: str) -> None:
        self._path = path
        self._data_version = 0
        check_private(path)
        try:
            self._connection = _connect(path)
        except sqlite3.Error:
            raise _unusable(path) from None
        try:
            self._check(check_value)
        except BaseException:
            self._connection.close()
            raise

    def changed(self) -> bool:
        """See `WrappedKeys.changed`. Whether another connection has written."""
        before = self._data_version
        self._data_version = self._run("PRAGMA data_version", ())[0][0]
        return before != self._data_version

    def find(self, subject: str) -> tuple[bool, bytes | None]:
        """See `WrappedKeys.find`."""
        rows = self._run("SELECT wrapped FROM keys WHERE subject = ?", (subject,))
        return (True, rows[0][0]) if rows else (False, None)

    def add(self, subject: str, wrapped: bytes) -> None:
        """See `WrappedKeys.add`."""
        self._run("INSERT INTO keys VALUES (?, ?) ON CONFLICT DO NOTHING", (subject, wrapped))

    def erase(self, subject: str) -> None:
        """See `WrappedKeys.erase`. The key is overwritten in the file and in its write-ahead log."""
        self._run(
            "INSERT INTO keys VALUES (?, NULL) ON CONFLICT DO UPDATE SET wrapped = NULL",
            (subject,),
        )
        busy = self._run("PRAGMA wal_checkpoint(TRUNCATE)", ())[0][0]
        if busy:
            raise KeysUnusable(f"The key is erased, but {self._path} was busy and may hold a trace: erase again")

    def close(self) -> None:
        """Lets go of the file."""
        self._connection.close()

    def _check(self, check_value: str) -> None:
        for setting in _SETTINGS:
            self._run(setting, ())
        if self._run("PRAGMA user_version", ()) != [(_VERSION,)]:
            raise KeysUnusable(f"{self._path} was made by another version of Homeport: open it with that one")
        if self._run("SELECT check_value FROM ring", ()) != [(check_value,)]:
            raise KeysUnusable(f"{self._path} belongs to another key ring: restore both from the same backup")

    def _run(self, sql: str, parameters: tuple[object, ...]) -> list[tuple[Any, ...]]:
        try:
            return self._connection.execute(sql, parameters).fetchall()
        except sqlite3.Error:
            raise _unusable(self._path) from None


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None, check_same_thread=False)


def _unusable(path: Path) -> KeysUnusable:
    return KeysUnusable(f"{path} cannot be used (damaged, unwritable, or its disk is full): see to it, or restore it")
