"""The one connection through which a process appends to the log."""

import json
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from adapters.sql import statements
from adapters.sql.connections import closed, connect, explained
from adapters.sql.plan import Known, Plan, plan
from events.envelope import Append, Head, Receipt
from events.store import Duplicate

_PATIENCE = 15.0  # seconds to try for the write lock, which other processes want too
_LONGEST_PAUSE = 0.004  # seconds between two tries


class Writer:
    """Commits batches of appends, one transaction each. Usable from many threads; they take turns."""

    def __init__(self, path: Path, log: str, clock: Callable[[], int]) -> None:
        self._path = path
        self._log = log
        self._clock = clock
        self._turn = threading.Lock()
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    def append(self, batch: Sequence[Append]) -> Plan:
        """What became of a batch; durable when this returns.

        Raises `StoreUnavailable` or `StoreDamaged`: then nothing of it was accepted, unless the failure was
        that of the disk at the very end; a repeat of the same commands tells.
        """
        with self._turn:
            if self._closed:
                raise closed(self._path)
            try:
                connection = self._connection = self._connection or self._open()
                _begin(connection)
                try:
                    return self._commit(connection, batch)
                except BaseException:
                    self._let_go(connection)
                    raise
            except sqlite3.Error as error:
                raise explained(error, self._path) from None

    def close(self) -> None:
        """Closes the connection, after the batch at work."""
        with self._turn:
            self._closed = True
            if self._connection is not None:
                self._connection.close()
                self._connection = None

    def _open(self) -> sqlite3.Connection:
        connection = connect(self._path)
        connection.execute("PRAGMA busy_timeout = 0")  # `_begin` does the waiting
        return connection

    def _commit(self, connection: sqlite3.Connection, batch: Sequence[Append]) -> Plan:
        made = plan(self._log, batch, self._look_up(connection, batch), self._clock())
        if not made.events:
            connection.execute("ROLLBACK")
            return made
        connection.executemany(statements.INSERT_EVENT, made.events)
        connection.executemany(statements.INSERT_COMMAND, made.commands)
        connection.execute("COMMIT")
        return made

    def _look_up(self, connection: sqlite3.Connection, batch: Sequence[Append]) -> Known:
        if len(batch) == 1 and len(batch[0].streams) == 1:
            parameters = (self._log, batch[0].command_id, batch[0].streams[0].stream)
            rows = connection.execute(statements.LOOK_UP_ONE, parameters).fetchall()
        else:
            ids = json.dumps([append.command_id for append in batch])
            streams = json.dumps([part.stream for append in batch for part in append.streams])
            rows = connection.execute(statements.LOOK_UP_MANY, (self._log, ids, streams)).fetchall()
        return _known(rows)

    def _let_go(self, connection: sqlite3.Connection) -> None:
        """Ends a failed transaction by closing its connection: a rollback could fail as well."""
        connection.close()
        self._connection = None


def _begin(connection: sqlite3.Connection) -> None:
    # SQLite's own busy handler sleeps longer at each try, so that whoever came first starves: short random
    # pauses give every process the same chance.
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(random.uniform(0, _LONGEST_PAUSE))
        else:
            return


def _known(rows: list[tuple[Any, ...]]) -> Known:
    head = Head(0, 0)
    commands: dict[str, Duplicate] = {}
    versions: dict[str, int] = {}
    for kind, *fields, name in rows:
        if kind == "s":
            versions[name] = fields[0]
        elif kind == "h":
            head = Head(fields[0], fields[1])
        else:
            commands[name] = duplicate(fields)
    return Known(head, commands, versions)


def duplicate(row: Sequence[Any]) -> Duplicate:
    """The verdict that a row of `commands` gives: position, events, recorded_at, versions, digest."""
    position, events, recorded_at, versions, digest = row
    return Duplicate(Receipt(position, events, recorded_at, json.loads(versions)), digest)
