"""Makes a log's database, or brings it up to date, by the migrations beside this file."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import cast

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from adapters.sql.connections import explained, unwritable
from adapters.sql.schema import known_revision


def migrate(path: Path) -> None:
    """Makes the database at `path` where there is none; else applies the migrations it lacks, all or none.

    Raises `StoreUnavailable` where the file cannot be written or was made by a newer Homeport, `StoreDamaged`
    where there is something else than a log of ours.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    except OSError:
        raise unwritable(path) from None
    try:
        with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
            if connection.execute("SELECT 1 FROM sqlite_master").fetchone():
                known_revision(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            _upgrade(connection)
    except sqlite3.Error as error:
        raise explained(error, path) from None
    except DBAPIError as error:
        raise explained(cast(sqlite3.Error, error.orig), path) from None


def _upgrade(connection: sqlite3.Connection) -> None:
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    with engine.begin() as bound:
        bound.exec_driver_sql("BEGIN IMMEDIATE")
        upgrade(bound)


def upgrade(bound: Connection) -> None:
    """Applies the migrations that the database lacks, in the transaction that was begun on it."""
    config = Config()
    config.set_main_option("script_location", "adapters.sql:migrations")
    config.attributes["connection"] = bound
    command.upgrade(config, "head")
