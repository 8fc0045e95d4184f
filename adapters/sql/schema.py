"""Which schema this code reads and writes, and whether a database has it. Cheap: no SQLAlchemy here."""

import sqlite3
from pathlib import Path
from typing import Final

from events.store import StoreDamaged, StoreUnavailable

REVISIONS: Final = ("0001", "0002", "0003", "0004", "0005", "0006", "0007")
"""The migrations there are, oldest first; PostgreSQL needs the last."""
FOR_SQLITE: Final = "0001"
"""The last that changes anything in a file of SQLite: what comes after it is not missed there."""


class Outdated(StoreUnavailable):
    """The database lacks migrations that this code needs."""


class MadeByNewer(StoreUnavailable):
    """The database has migrations that this code does not know."""


def known_revision(connection: sqlite3.Connection, path: Path) -> str:
    """The revision that the database stands at.

    Raises `StoreDamaged` where it is no log of ours, `StoreUnavailable` where it was made by a newer Homeport,
    `sqlite3.Error` where it cannot be read.
    """
    row = None
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    if row is None:
        raise StoreDamaged(f"{path} is not a log of Homeport: restore it from a backup")
    revision: str = row[0]
    if revision not in REVISIONS:
        raise MadeByNewer(f"{path} was made by a newer Homeport: upgrade Homeport to open it")
    return revision


def check_current(connection: sqlite3.Connection, path: Path) -> None:
    """Raises as `known_revision`, and `StoreUnavailable` where the database is older than this code."""
    if REVISIONS.index(known_revision(connection, path)) < REVISIONS.index(FOR_SQLITE):
        raise Outdated(f"{path} was made by an older Homeport: make a backup, then run homeport database migrate")
