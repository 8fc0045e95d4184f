"""The connections of a process to one PostgreSQL database: as many as are at work at the same moment."""

import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any, Final, TypeVar

import psycopg

from adapters.sql.postgres_connections import Connection, closed, connect, explained, lost, place
from adapters.sql.sharing import Shared

T = TypeVar("T")

_MOST = 20  # connections at once; who comes then waits for one. A server has about 100 for everybody


class PostgresPool:
    """Lends connections, the one used last first, to any number of logs. Each statement is a transaction of its own."""

    def __init__(self, url: str) -> None:
        """Raises `StoreUnavailable` where the address cannot be read; nothing is connected yet."""
        self._url = url
        self.where = place(url)
        self._room = threading.Semaphore(_MOST)
        self._idle: deque[Connection] = deque()
        self._closed = False

    def run(self, work: Callable[[Connection], T]) -> T:
        """What `work` gives on a connection that nobody else uses meanwhile.

        Where the connection turns out to be lost, `work` is done once more, on a new one: it must be of a kind that
        may be repeated. Raises `StoreUnavailable` or `StoreDamaged`, also for what goes wrong in `work`.
        """
        with self._room:
            if self._closed:
                raise closed(self.where)
            try:
                connection, result = self._done(work)
            except psycopg.Error as error:
                raise explained(error, self.where) from None
            self._idle.append(connection)
            if self._closed:
                self._close_idle()
            return result

    def fetch(self, sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        """All rows of a query. Raises as `run`."""
        return self.run(lambda connection: rows(connection, sql, parameters))

    def close(self) -> None:
        """Closes every connection, those still lent as soon as they come back."""
        self._closed = True
        self._close_idle()

    def _done(self, work: Callable[[Connection], T]) -> tuple[Connection, T]:
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = connect(self._url)
        try:
            return connection, _worked(connection, work)
        except psycopg.Error as error:
            if not lost(error, connection):
                raise
        self._close_idle()  # a server that was restarted has cut them all
        connection = connect(self._url)
        return connection, _worked(connection, work)

    def _close_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()


def _worked(connection: Connection, work: Callable[[Connection], T]) -> T:
    try:
        return work(connection)
    except BaseException:
        connection.close()
        raise


def rows(
    connection: Connection, sql: str, parameters: Sequence[object] | Mapping[str, object]
) -> list[tuple[Any, ...]]:
    """All rows of a statement of ours, which the server prepares and answers in binary form."""
    return connection.execute(sql.encode(), parameters, prepare=True, binary=True).fetchall()


POOLS: Final = Shared(PostgresPool, PostgresPool.close)
"""The pool of each database that this process uses."""
