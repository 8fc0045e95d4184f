"""Connections to read by: as many as there are reads at the same moment."""

import sqlite3
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from adapters.sql.connections import closed, connect, explained
from adapters.sql.schema import check_current


class Readers:
    """Lends a connection for one query at a time, so that no read transaction outlives it.

    Opening raises `StoreUnavailable` or `StoreDamaged` where the database cannot serve.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: deque[sqlite3.Connection] = deque()
        self._closed = False
        try:
            with self._lent() as connection:
                check_current(connection, path)
        except sqlite3.Error as error:
            raise explained(error, path) from None

    def fetch(self, sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        """All rows of a query. Raises `StoreUnavailable` or `StoreDamaged`."""
        if self._closed:
            raise closed(self._path)
        try:
            with self._lent() as connection:
                return connection.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            raise explained(error, self._path) from None

    def close(self) -> None:
        """Closes every connection, those still lent as soon as they come back."""
        self._closed = True
        self._close_idle()

    @contextmanager
    def _lent(self) -> Iterator[sqlite3.Connection]:
        """A connection that nobody else uses; after a failure it does not come back."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = connect(self._path)
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        self._idle.append(connection)
        if self._closed:
            self._close_idle()

    def _close_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()
