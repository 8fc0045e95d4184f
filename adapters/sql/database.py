"""The one way to tables that change: in a SQLite file of the site's own, or in a PostgreSQL that sites share.

The tables and the statements are the same. Each table has the site in its primary key, and each statement names the
site, with `here` or as a value.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Engine, MetaData, Table
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoneFree

from adapters.sql.storage import Storage
from events.store import StoreError, StoreUnavailable


class Side(Protocol):
    """What is different from one kind of database to the other."""

    engine: Engine

    def lock(self, connection: Connection) -> None:
        """Holds others who call this for the same site and area until the transaction ends."""

    def upsert(self, table: Table) -> Any:
        """An insert that has `on_conflict_do_update`, `on_conflict_do_nothing` and `excluded`."""

    def explained(self, error: DBAPIError) -> StoreError:
        """What went wrong, for people."""

    def close(self) -> None:
        """Lets go of the connections."""


class Database:
    """The tables of one area of a site, such as its accounts. Raises `StoreUnavailable` and `StoreDamaged`.

    On SQLite they lie in `AREA.db` in the site's folder and are made when it is first opened; on PostgreSQL the
    migrations make them. `remedy` says what to do about a damaged file.
    """

    def __init__(
        self, storage: Storage, area: str, metadata: MetaData, *, remedy: str = "restore it from a backup"
    ) -> None:
        self.site = storage.site
        self._side = _open(storage, area, metadata, remedy)
        self._autocommit = self._side.engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection whose work is kept whole, or not at all."""
        with self._explained(), self._side.engine.begin() as connection:
            yield connection

    @contextmanager
    def autocommit(self) -> Iterator[Connection]:
        """A connection that keeps each statement by itself: for a single one, two round trips fewer."""
        with self._explained(), self._autocommit.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction alone with this area of the site: what it reads stays so until it ends.

        Who only uses `transaction` is not held up by it.
        """
        with self.transaction() as connection:
            self._side.lock(connection)
            yield connection

    def here(self, table: Table) -> ColumnElement[bool]:
        """That a row is of this site."""
        return table.c.site == self.site

    def upsert(self, table: Table) -> Any:
        """An insert that has `on_conflict_do_update`, `on_conflict_do_nothing` and `excluded`."""
        return self._side.upsert(table)

    def close(self) -> None:
        """Lets go of the connections."""
        self._side.close()

    @contextmanager
    def _explained(self) -> Iterator[None]:
        try:
            yield
        except DBAPIError as error:
            raise self._side.explained(error) from None
        except NoneFree:
            raise StoreUnavailable("Every connection to the database was busy for too long: try again") from None


def _open(storage: Storage, area: str, metadata: MetaData, remedy: str) -> Side:
    if isinstance(storage.location, Path):
        from adapters.sql.sqlite_side import SqliteSide  # noqa: PLC0415  # one of the two is needed

        return SqliteSide(storage.location / f"{area}.db", metadata, remedy)
    from adapters.sql.postgres_side import PostgresSide  # noqa: PLC0415  # as above

    return PostgresSide(storage.location, f"{storage.site} {area}")
