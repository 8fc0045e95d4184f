"""The connections of a process to one database: as many as are at work at the same moment."""

import sqlite3
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from adapters.sql.connections import closed, connect, explained, patiently
from adapters.sql.schema import check_current

T = TypeVar("T")


class Pool:
    """Lends connections, the one used last first: what it read or wrote it still holds in memory.

    A caller that appends and then reads so does not fetch its own pages again (measured: a load after an append
    takes a third of the time). Opening raises `StoreUnavailable` or `StoreDamaged` where the database cannot serve.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._idle: deque[sqlite3.Connection] = deque()
        self._closed = False
        self.run(lambda connection: check_current(connection, path))

    def run(self, work: Callable[[sqlite3.Connection], T]) -> T:
        """What `work` gives on a connection that nobody else uses meanwhile.

        It is begun again where it finds the database busy. Where it fails the connection is closed, which ends
        its transaction. Raises `StoreUnavailable` or `StoreDamaged`, also for what goes wrong in `work`.
        """
        if self._closed:
            raise closed(self._path)
        try:
            try:
                connection = self._idle.pop()
            except IndexError:
                connection = connect(self._path)
            try:
                result = patiently(lambda: work(connection))
            except BaseException:
                connection.close()
                raise
        except sqlite3.Error as error:
            raise explained(error, self._path) from None
        self._idle.append(connection)
        if self._closed:
            self._close_idle()
        return result

    def fetch(self, sql: str, parameters: Sequence[object]) -> list[tuple[Any, ...]]:
        """All rows of a query; no read transaction stays open. Raises as `run`."""
        return self.run(lambda connection: connection.execute(sql, parameters).fetchall())

    def close(self) -> None:
        """Closes every connection, those still lent as soon as they come back."""
        self._closed = True
        self._close_idle()

    def _close_idle(self) -> None:
        with suppress(IndexError):
            while True:
                self._idle.pop().close()
