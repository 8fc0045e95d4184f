"""Tables that change, in a small SQLite file that belongs to its owner alone."""

import os
import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, MetaData, Table, create_engine, event
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.exc import DBAPIError

from adapters.sql.connections import patiently
from events.store import StoreDamaged, StoreError, StoreUnavailable

_VERSION: Final = 1
"""Of the files as a whole, kept in each; those of before have tables without a site."""


class SqliteSide:
    """A `Side` on the file at `path`, made where there is none."""

    def __init__(self, path: Path, metadata: MetaData, remedy: str) -> None:
        self._path = path
        self._remedy = remedy
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise StoreUnavailable(
                f"{path} cannot be opened ({os.strerror(error.errno or 0)}): see that you may read and write it, "
                "or ask whoever keeps this site for the right to"
            ) from None
        self.engine = create_engine(f"sqlite:///{path}", hide_parameters=True)
        event.listen(self.engine, "connect", _settings)
        try:
            with self.engine.begin() as connection:
                self.lock(connection)
                self._check(connection)
                metadata.create_all(connection)
        except DBAPIError as error:
            self.close()
            raise self.explained(error) from None
        except StoreError:
            self.close()
            raise

    def lock(self, connection: Connection) -> None:
        """See `Side.lock`. One writes to a file at a time."""
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def upsert(self, table: Table) -> Any:
        """See `Side.upsert`."""
        return insert(table)

    def explained(self, error: DBAPIError) -> StoreError:
        """See `Side.explained`."""
        name = getattr(error.orig, "sqlite_errorname", type(error.orig).__name__)
        if name in {"SQLITE_CORRUPT", "SQLITE_NOTADB"}:
            return StoreDamaged(f"{self._path} is damaged ({name}): {self._remedy}")
        return StoreUnavailable(f"{self._path} cannot be used ({name}): see that you may write there, then try again")

    def close(self) -> None:
        """See `Side.close`."""
        self.engine.dispose()

    def _check(self, connection: Connection) -> None:
        version = connection.exec_driver_sql("PRAGMA user_version").scalar()
        if version == _VERSION:
            return
        if version:
            raise StoreUnavailable(f"{self._path} was made by a newer Homeport: upgrade Homeport to open it")
        if connection.exec_driver_sql("SELECT 1 FROM sqlite_master").first():
            raise StoreUnavailable(
                f"{self._path} was made by a Homeport from before its first release: move the file away, and it is "
                "made anew"
            )
        connection.exec_driver_sql(f"PRAGMA user_version = {_VERSION}")


def _settings(connection: sqlite3.Connection, _: object) -> None:
    # While others open a new file, SQLite refuses to change how it is written at once, whatever its busy_timeout.
    patiently(lambda: connection.execute("PRAGMA journal_mode=WAL"))
    for pragma in ("synchronous=NORMAL", "busy_timeout=10000", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")
