"""Tables that change, in a PostgreSQL database: every site's, through connections that a process has once."""

import time
from typing import Any, Final, cast

import psycopg
from sqlalchemy import Connection, Engine, Table, create_engine, event
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

from adapters.sql.postgres_connections import connect, explained, place
from adapters.sql.postgres_schema import check_current
from adapters.sql.sharing import Shared
from events.store import StoreError

_MOST: Final = 20  # connections at once; who comes then waits for one
_KEPT: Final = 5
_RESTED: Final = 1.0
"""Seconds after which a connection is asked whether it is still there; to ask each time is a round trip in four."""
_PATIENCE: Final = 15  # seconds to wait for a connection, or for what others keep locked
_TURN: Final = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


class PostgresSide:
    """A `Side` on the database at `url`. `name` stands for the site and the area that are locked together."""

    def __init__(self, url: str, name: str) -> None:
        self._url = url
        self._name = f"homeport {name}"
        self._open = True
        self.engine = _ENGINES.take(url)

    def lock(self, connection: Connection) -> None:
        """See `Side.lock`. A statement of its own: what comes after it sees all that was committed before."""
        connection.exec_driver_sql(_TURN, (self._name,))

    def upsert(self, table: Table) -> Any:
        """See `Side.upsert`."""
        return insert(table)

    def explained(self, error: DBAPIError) -> StoreError:
        """See `Side.explained`."""
        return explained(cast(psycopg.Error, error.orig), place(self._url))

    def close(self) -> None:
        """See `Side.close`."""
        if self._open:
            self._open = False
            _ENGINES.let_go(self._url)


def _make(url: str) -> Engine:
    where = place(url)
    try:
        with connect(url) as connection:
            check_current(connection, where)
    except psycopg.Error as error:
        raise explained(error, where) from None

    def connected() -> psycopg.Connection[tuple[Any, ...]]:
        connection = connect(url)
        connection.execute(f"SET lock_timeout = '{_PATIENCE}s'".encode())
        connection.autocommit = False
        return connection

    engine = create_engine(
        "postgresql+psycopg://",
        creator=connected,
        hide_parameters=True,
        pool_size=_KEPT,
        max_overflow=_MOST - _KEPT,
        pool_timeout=_PATIENCE,
    )
    event.listen(engine, "checkin", _rests)
    event.listen(engine, "checkout", _is_there)
    return engine


def _rests(_: object, entry: ConnectionPoolEntry) -> None:
    entry.info["rests"] = time.monotonic()


def _is_there(connection: Any, entry: ConnectionPoolEntry, _: object) -> None:
    """Has connections made anew that were cut while they rested, as all are by a server that is restarted."""
    if time.monotonic() - entry.info.get("rests", time.monotonic()) > _RESTED:
        try:
            connection.execute("SELECT 1")
            connection.rollback()
        except psycopg.OperationalError:
            raise InvalidatePoolError from None


_ENGINES: Final = Shared(_make, Engine.dispose)
