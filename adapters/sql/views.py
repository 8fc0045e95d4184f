"""Stored views and their checkpoints, apart from the log."""

import json
from collections.abc import Iterator, Mapping
from typing import Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Integer,
    MetaData,
    Table,
    Text,
    delete,
    func,
    insert,
    select,
    update,
)

from adapters.sql.database import Database
from adapters.sql.storage import Storage
from engine.projections import Checkpoint, Row

METADATA: Final = MetaData()
_PAGE: Final = 500  # rows read at a time

generations = Table(
    "view_generations",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("view", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("position", BigInteger, nullable=False),
)
live = Table(
    "live_views",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("view", Text, primary_key=True),
    Column("generation", Integer, nullable=False),
)
rows = Table(
    "view_rows",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("view", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("row", Text, nullable=False),
)


class Views:
    """`engine.projections.ViewStore` of a site, on either database. Raises `StoreUnavailable` and `StoreDamaged`."""

    def __init__(self, storage: Storage) -> None:
        self._database = Database(
            storage,
            "views",
            METADATA,
            remedy="delete it, then run homeport projections rebuild: views are made from the log and nothing is lost",
        )

    def live(self, view: str) -> Checkpoint:
        """The live generation of a view."""
        both = (live.c.site == generations.c.site) & (live.c.view == generations.c.view)
        query = (
            select(generations.c.generation, generations.c.position)
            .join(live, both & (live.c.generation == generations.c.generation))
            .where(self._of(live, view))
        )
        with self._database.transaction() as connection:
            found = connection.execute(query).first()
            if found is not None:
                return Checkpoint(*found)
            first = {"site": self._database.site, "view": view, "generation": 1}
            upsert = self._database.upsert
            connection.execute(upsert(live).values(first).on_conflict_do_nothing())
            connection.execute(upsert(generations).values(first | {"position": 0}).on_conflict_do_nothing())
            return Checkpoint(1, 0)

    def write(self, view: str, before: Checkpoint, position: int, changed: Mapping[str, Row | None]) -> bool:
        """Rows and checkpoint in one transaction; the checkpoint is compared and set."""
        here = {"site": self._database.site, "view": view, "generation": before.generation}
        values = [here | {"key": key, "row": _json(row)} for key, row in changed.items() if row is not None]
        gone = [key for key, row in changed.items() if row is None]
        with self._database.transaction() as connection:
            moved = connection.execute(
                update(generations)
                .where(
                    self._of(generations, view),
                    generations.c.generation == before.generation,
                    generations.c.position == before.position,
                )
                .values(position=position)
            )
            if moved.rowcount != 1:
                return False
            if values:
                statement = self._database.upsert(rows)
                connection.execute(
                    statement.on_conflict_do_update(
                        index_elements=["site", "view", "generation", "key"],
                        set_={"row": statement.excluded.row},
                    ),
                    values,
                )
            if gone:
                of = self._of(rows, view) & (rows.c.generation == before.generation)
                connection.execute(delete(rows).where(of, rows.c.key.in_(gone)))
            return True

    def rows(self, view: str) -> Iterator[tuple[str, Row]]:
        """The rows of the live generation, by key."""
        generation = self.live(view).generation
        query = (
            select(rows.c.key, rows.c.row)
            .where(self._of(rows, view), rows.c.generation == generation)
            .order_by(rows.c.key)
        )
        with self._database.transaction() as connection:
            for key, row in connection.execution_options(yield_per=_PAGE).execute(query):
                yield key, json.loads(row)

    def begin(self, view: str) -> Checkpoint:
        """An empty generation beside the live one."""
        self.live(view)
        with self._database.writing() as connection:
            last = connection.scalar(select(func.max(generations.c.generation)).where(self._of(generations, view)))
            fresh = Checkpoint((last or 0) + 1, 0)
            connection.execute(
                insert(generations).values(
                    site=self._database.site, view=view, generation=fresh.generation, position=fresh.position
                )
            )
            return fresh

    def switch(self, view: str, generation: int) -> None:
        """One row says which generation is live; the others are dropped with it."""
        with self._database.writing() as connection:
            connection.execute(update(live).where(self._of(live, view)).values(generation=generation))
            for table in (rows, generations):
                connection.execute(delete(table).where(self._of(table, view), table.c.generation != generation))

    def close(self) -> None:
        """Lets go of the connections."""
        self._database.close()

    def _of(self, table: Table, view: str) -> ColumnElement[bool]:
        return self._database.here(table) & (table.c.view == view)


def _json(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))
