"""Appends batches to the log, in transactions of three statements."""

import json
import sqlite3
import threading
from collections.abc import Callable, Sequence
from typing import Any

from adapters.sql import statements
from adapters.sql.plan import Known, Plan, plan
from adapters.sql.pool import Pool
from events.envelope import Append, Head, Receipt
from events.store import Duplicate

_FEW = 8  # streams that are looked up one by one, which is quicker


class Writer:
    """Commits batches of appends, one transaction each. Usable from many threads; they take turns."""

    def __init__(self, pool: Pool, log: str, clock: Callable[[], int]) -> None:
        self._pool = pool
        self._log = log
        self._clock = clock
        self._turn = threading.Lock()

    def append(self, batch: Sequence[Append]) -> Plan:
        """What became of a batch; durable when this returns.

        Raises `StoreUnavailable` or `StoreDamaged`: then nothing of it was accepted, unless the disk failed at
        the very end; the same commands again tell.
        """
        with self._turn:
            return self._pool.run(lambda connection: self._commit(connection, batch))

    def _commit(self, connection: sqlite3.Connection, batch: Sequence[Append]) -> Plan:
        connection.execute("BEGIN IMMEDIATE")
        made = plan(self._log, batch, self._look_up(connection, batch), self._clock())
        if not made.commands:
            connection.execute("ROLLBACK")
            return made
        connection.executemany(statements.INSERT_EVENT, made.events)
        connection.executemany(statements.INSERT_COMMAND, made.commands)
        connection.execute("COMMIT")
        return made

    def _look_up(self, connection: sqlite3.Connection, batch: Sequence[Append]) -> Known:
        streams = list({part.stream: None for append in batch for part in append.streams})
        if len(batch) == 1 and len(streams) <= _FEW:
            sql, parameters = statements.look_up_one(len(streams)), (batch[0].command_id, *streams)
        else:
            ids = [append.command_id for append in batch]
            sql, parameters = statements.LOOK_UP_MANY, (json.dumps(ids), json.dumps(streams))
        rows = connection.execute(sql, (self._log, *parameters)).fetchall()
        return _known(rows)


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
