"""Copies a log from SQLite into PostgreSQL bit for bit: positions, bytes, both clocks, receipts.

It is written by the owner of the tables, past `append_events`, which would number and time the events anew. Until it is
whole it stands in `arriving_logs` and not in `logs`: so nobody opens it or appends to it, from whatever machine.
"""

import sqlite3
from collections.abc import Iterator
from typing import Any, Final

import psycopg

from adapters.sql import tables
from engine.refusals import AlreadyExists
from events.store import StoreDamaged

Row = tuple[Any, ...]
Target = psycopg.Connection[Row]

_TOGETHER: Final = 2_000  # commands in a part
_KINDS: Final = {"TEXT": "text", "BIGINT": "int8", "INTEGER": "int4", "BLOB": "bytea"}
_TYPES: Final = {
    name: [_KINDS[str(column.type)] for column in tables.metadata.tables[name].columns]
    for name in ("events", "commands")
}
_COLUMNS: Final = {name: ", ".join(tables.metadata.tables[name].columns.keys()) for name in _TYPES}

_END_OF_PART: Final = (
    "SELECT max(position) FROM (SELECT position FROM commands WHERE log = ? AND position > ? ORDER BY position LIMIT ?)"
)
_HEAD: Final = "SELECT coalesce(max(position), 0) FROM commands WHERE log = %s"
_IS_WHOLE: Final = "SELECT FROM logs WHERE log = %s"
_ALONE: Final = "LOCK logs IN SHARE ROW EXCLUSIVE MODE"  # holds up those who begin a log, not those who go on with one
_ARRIVING: Final = "INSERT INTO arriving_logs (log) VALUES (%s) ON CONFLICT DO NOTHING"
_LOCK: Final = "SELECT FROM arriving_logs WHERE log = %s FOR UPDATE"
_ARRIVED: Final = "DELETE FROM arriving_logs WHERE log = %s"
_WHOLE: Final = "INSERT INTO logs (log) VALUES (%s)"
_MOVE_STREAMS: Final = (
    "INSERT INTO streams (log, stream, version) "
    "SELECT log, stream, max(version) FROM events WHERE log = %s AND position > %s AND position <= %s GROUP BY 1, 2 "
    "ON CONFLICT (log, stream) DO UPDATE SET version = excluded.version"
)


class LogCopy:
    """A log on its way. Nobody writes to `source` meanwhile; each statement on `target` is a transaction of its own."""

    def __init__(self, source: sqlite3.Connection, target: Target, log: str) -> None:
        self._source = source
        self._target = target
        self._log = log

    def reached(self) -> int:
        """The position that the target reaches: 0, or where an earlier copy was interrupted."""
        row = self._target.execute(_HEAD, (self._log,)).fetchone()
        return 0 if row is None else int(row[0])

    def is_whole(self) -> bool:
        """Whether the target holds a log under this id that may be opened."""
        return self._target.execute(_IS_WHOLE, (self._log,)).fetchone() is not None

    def begin(self) -> None:
        """Keeps everybody from opening the log at the target until it is finished. May be done again.

        Raises `AlreadyExists` where the target holds a log under this id already.
        """
        with self._target.transaction():
            self._target.execute(_ALONE)
            if self.is_whole():
                raise AlreadyExists(f"the database holds a site {self._log} already: it is left as it is")
            self._target.execute(_ARRIVING, (self._log,))

    def copy(self) -> Iterator[int]:
        """Copies what the target lacks, each part whole or not at all; yields the position reached with each.

        It has to be begun. Raises `AlreadyExists` where the target holds another log under this id.
        """
        after = self.reached()
        if after and self._read("commands", after - 1, after) != self._copied("commands", after - 1, after):
            raise AlreadyExists(f"the database holds another log under the id {self._log}: it is left as it is")
        while last := self._end_of_part(after):
            with self._target.transaction():
                self._target.execute(_LOCK, (self._log,))
                for table in _TYPES:
                    self._write(table, after, last)
                self._target.execute(_MOVE_STREAMS, (self._log, after, last))
            after = last
            yield after

    def verify(self) -> Iterator[int]:
        """Compares every byte of every row at both ends; yields the position up to which they are the same.

        Raises `StoreDamaged` with the position behind which they are not.
        """
        after = 0
        while last := self._end_of_part(after):
            for table in _TYPES:
                self._same(self._read(table, after, last), self._copied(table, after, last), after)
            after = last
            yield after
        streams = "SELECT stream, version FROM streams WHERE log = "
        there = self._target.execute(f"{streams}%s".encode(), (self._log,))
        self._same(dict(self._source.execute(f"{streams}?", (self._log,))), dict(there), after)
        self._same(after, self.reached(), after)

    def finish(self) -> None:
        """Lets the copy be opened and appended to from now on."""
        with self._target.transaction():
            self._target.execute(_ARRIVED, (self._log,))
            self._target.execute(_WHOLE, (self._log,))

    def _same(self, one: object, other: object, after: int) -> None:
        if one != other:
            raise StoreDamaged(f"the copy is not the same as the log behind position {after}")

    def _end_of_part(self, after: int) -> int:
        (last,) = self._source.execute(_END_OF_PART, (self._log, after, _TOGETHER)).fetchone()
        return last or 0

    def _read(self, table: str, after: int, last: int) -> list[Row]:
        return self._source.execute(_part(table, "?"), (self._log, after, last)).fetchall()

    def _copied(self, table: str, after: int, last: int) -> list[Row]:
        query = _part(table, "%s").encode()
        return self._target.execute(query, (self._log, after, last), binary=True).fetchall()

    def _write(self, table: str, after: int, last: int) -> None:
        into = f"COPY {table} ({_COLUMNS[table]}) FROM STDIN (FORMAT binary)".encode()
        with self._target.cursor() as cursor, cursor.copy(into) as copy:
            copy.set_types(_TYPES[table])
            for row in self._read(table, after, last):
                copy.write_row(row)


def _part(table: str, mark: str) -> str:
    return (
        f"SELECT {_COLUMNS[table]} FROM {table} "  # noqa: S608  # constants only
        f"WHERE log = {mark} AND position > {mark} AND position <= {mark} ORDER BY position"
    )
