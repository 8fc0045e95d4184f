"""Copies the tables that change from SQLite files into PostgreSQL, an area at a time, and compares both ends."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, MetaData, Table, delete, select

from adapters.drafts import METADATA as DRAFTS
from adapters.identity.access_log import METADATA as ACCESS
from adapters.identity.tables import METADATA as IDENTITY
from adapters.one_time.rows import METADATA as ONE_TIME
from adapters.sql.database import Database
from adapters.sql.reader_tables import METADATA as VIEWS
from adapters.sql.reader_tables import leases
from adapters.sql.seals import METADATA as SEALS
from adapters.sql.storage import Storage
from adapters.webhooks.endpoints import METADATA as WEBHOOKS
from events.store import StoreDamaged

_Rows = dict[tuple[Any, ...], dict[str, Any]]
_TOGETHER: Final = 1_000  # rows read and written at a time


class Area(NamedTuple):
    """Tables that lie in a file together. What is `kept` may only be added to, so that nothing is taken away first."""

    name: str
    metadata: MetaData
    kept: bool = False

    @property
    def tables(self) -> list[Table]:
        """What is copied, those first that others refer to. Who runs a reader here says nothing there."""
        return [table for table in self.metadata.sorted_tables if table is not leases]


AREAS: Final = (
    Area("views", VIEWS),
    Area("identity", IDENTITY),
    Area("access", ACCESS, kept=True),
    Area("drafts", DRAFTS),
    Area("one_time", ONE_TIME),
    Area("proof", SEALS),
    Area("webhooks", WEBHOOKS),
)


def copy_area(area: Area, folder: Path, target: Storage) -> int:
    """Makes the tables of the area there what they are in the folder; how many rows were compared.

    Nobody writes to them at either end meanwhile. Raises `StoreDamaged` where both ends are not the same afterwards.
    """
    with ExitStack() as stack:
        here, there = (
            stack.enter_context(closing(Database(storage, area.name, area.metadata)))
            for storage in (Storage(target.site, folder), target)
        )
        with here.writing() as reading, there.writing() as writing:
            if not area.kept:
                for table in reversed(area.tables):
                    writing.execute(delete(table).where(there.here(table)))
            for table in area.tables:
                for rows in _parts(reading, table, here):
                    writing.execute(there.upsert(table).on_conflict_do_nothing(), rows)
            return sum(
                _compared(table, _all(reading, table, here), _all(writing, table, there)) for table in area.tables
            )


def _compared(table: Table, rows: _Rows, copied: _Rows) -> int:
    if rows != copied:
        raise StoreDamaged(f"the copy of {table.name} is not the same as what was copied")
    return len(rows)


def _all(connection: Connection, table: Table, database: Database) -> _Rows:
    key = [column.name for column in table.primary_key]
    return {tuple(row[name] for name in key): row for part in _parts(connection, table, database) for row in part}


def _parts(connection: Connection, table: Table, database: Database) -> Iterator[list[dict[str, Any]]]:
    found = connection.execute(select(table).where(database.here(table)))
    for part in found.mappings().partitions(_TOGETHER):
        yield [dict(row) for row in part]
