"""Looks whether a log's database holds together. Every check gives what is wrong with it, a sentence each."""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from adapters.sql import log_checks
from adapters.sql.connections import explained
from events.store import StoreDamaged, StoreUnavailable

Check = Callable[[sqlite3.Connection], list[str]]


@contextmanager
def reading(path: Path, *, still: bool = False) -> Iterator[sqlite3.Connection]:
    """A connection to look at a database with; `still` says that nobody writes to it, so that no file is made
    beside it. Raises `StoreUnavailable` or `StoreDamaged`, also for what goes wrong while it is used.
    """
    if not path.is_file():
        raise StoreUnavailable(f"there is no file {path}: restore it from a backup")
    mode = "mode=ro&immutable=1" if still else "mode=rw"
    try:
        connection = sqlite3.connect(f"file:{quote(str(path))}?{mode}", uri=True, isolation_level=None)
        try:
            yield connection
        finally:
            connection.close()
    except sqlite3.Error as error:
        raise explained(error, path) from None


def _intact(connection: sqlite3.Connection) -> list[str]:
    found = connection.execute("PRAGMA integrity_check(10)").fetchall()
    return [] if found == [("ok",)] else ["the pages or indexes of the file are damaged"]


def _positions(connection: sqlite3.Connection) -> list[str]:
    count, first, last = connection.execute(log_checks.REACH.format(of="")).fetchone()
    problems = []
    if count and (first, last) != (1, count):
        problems.append(log_checks.WITHOUT_HOLE.format(first, last, count))
    if backward := _one(connection, log_checks.BACKWARD.format(of="")):
        problems.append(log_checks.IN_ORDER.format(backward))
    if _one(connection, "SELECT count(DISTINCT log) FROM events") > 1:
        problems.append("there are events of more than one site")
    return problems


def _streams(connection: sqlite3.Connection) -> list[str]:
    wrong = _one(connection, log_checks.STREAMS.format(of=""))
    return [log_checks.STREAMS_STAND.format(wrong)] if wrong else []


def _receipts(connection: sqlite3.Connection) -> list[str]:
    wrong = _one(connection, log_checks.RECEIPTS.format(of=""))
    return [log_checks.RECEIPTS_FIT.format(wrong)] if wrong else []


def _triggers(connection: sqlite3.Connection) -> list[str]:
    expected = import_module("adapters.sql.migrations.versions.r0001_log").SQLITE_TRIGGERS
    found = {_words(sql) for (sql,) in connection.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger'")}
    missing = [words.split()[2] for words in map(_words, expected) if words not in found]
    return [f"the rule {name} is missing or was changed" for name in missing]


LOG_CHECKS: Final[Mapping[str, Check]] = {
    "file": _intact,
    "positions": _positions,
    "streams": _streams,
    "receipts": _receipts,
    "append-only": _triggers,
}
"""What holds of every log, in the order to look for it: a damaged file first."""


def check_log(path: Path) -> None:
    """Checks a copy of a log that nobody writes to. Raises `StoreDamaged` with the first thing that is wrong."""
    with reading(path, still=True) as connection:
        for check in LOG_CHECKS.values():
            if problems := check(connection):
                raise StoreDamaged(f"{path} is damaged: {problems[0]}")


def count(path: Path, table: str) -> int:
    """How many rows there are in a table of a copy that nobody writes to."""
    with reading(path, still=True) as connection:
        return _one(connection, f"SELECT count(*) FROM {table}")  # noqa: S608  # named by our own code


def clients_without_key(log: Path, keys: Path, *, still: bool = False) -> int:
    """How many clients of a log have no row in a key table, not even that of an erased key."""
    with reading(log, still=still) as connection:
        sql = "SELECT substr(stream, 8) FROM streams WHERE stream LIKE 'client-%'"
        clients = {client for (client,) in connection.execute(sql)}
    with reading(keys, still=still) as connection:
        return len(clients - {subject for (subject,) in connection.execute("SELECT subject FROM keys")})


def sealed_positions(log: Path) -> list[int]:
    """Where events of a log are sealed."""
    with reading(log) as connection:
        sql = "SELECT position FROM events WHERE sealed IS NOT NULL ORDER BY position"
        return [position for (position,) in connection.execute(sql)]


def _one(connection: sqlite3.Connection, sql: str) -> int:
    row: tuple[Any, ...] = connection.execute(sql).fetchone()
    return int(row[0])


def _words(sql: str) -> str:
    return " ".join(sql.split())
