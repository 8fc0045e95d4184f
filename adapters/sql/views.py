"""Stored views and their checkpoints, in a database of their own beside the log."""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Column,
    Engine,
    Integer,
    MetaData,
    Table,
    Text,
    create_engine,
    delete,
    event,
    func,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.sqlite import insert as upsert
from sqlalchemy.exc import DatabaseError

from engine.projections import Checkpoint, Row
from events.store import StoreDamaged, StoreUnavailable

metadata = MetaData()

generations = Table(
    "view_generations",
    metadata,
    Column("view", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("position", BigInteger, nullable=False),
)
live = Table(
    "live_views",
    metadata,
    Column("view", Text, primary_key=True),
    Column("generation", Integer, nullable=False),
)
rows = Table(
    "view_rows",
    metadata,
    Column("view", Text, primary_key=True),
    Column("generation", Integer, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("row", Text, nullable=False),
)


class SqliteViews:
    """`engine.projections.ViewStore` on SQLite. Raises `StoreUnavailable` and `StoreDamaged`."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._make(path)
        self._engine: Engine = create_engine(f"sqlite:///{path}")
        event.listen(self._engine, "connect", _settings)
        try:
            metadata.create_all(self._engine)
        except DatabaseError as error:
            raise self._trouble(error) from None

    @staticmethod
    def _make(path: Path) -> None:
        try:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        except OSError as error:
            raise StoreUnavailable(f"{path} cannot be used: {os.strerror(error.errno or 0)}") from None

    def live(self, view: str) -> Checkpoint:
        """The live generation of a view."""
        query = (
            select(generations.c.generation, generations.c.position)
            .join(live, (live.c.view == generations.c.view) & (live.c.generation == generations.c.generation))
            .where(live.c.view == view)
        )
        try:
            with self._engine.begin() as connection:
                found = connection.execute(query).first()
                if found is not None:
                    return Checkpoint(*found)
                connection.execute(upsert(live).values(view=view, generation=1).on_conflict_do_nothing())
                connection.execute(
                    upsert(generations).values(view=view, generation=1, position=0).on_conflict_do_nothing()
                )
                return Checkpoint(1, 0)
        except DatabaseError as error:
            raise self._trouble(error) from None

    def write(self, view: str, before: Checkpoint, position: int, changed: Mapping[str, Row | None]) -> bool:
        """Rows and checkpoint in one transaction; the checkpoint is compared and set."""
        here = (rows.c.view == view) & (rows.c.generation == before.generation)
        values = [
            {"view": view, "generation": before.generation, "key": key, "row": _json(row)}
            for key, row in changed.items()
            if row is not None
        ]
        gone = [key for key, row in changed.items() if row is None]
        try:
            with self._engine.begin() as connection:
                moved = connection.execute(
                    update(generations)
                    .where(
                        generations.c.view == view,
                        generations.c.generation == before.generation,
                        generations.c.position == before.position,
                    )
                    .values(position=position)
                )
                if moved.rowcount != 1:
                    return False
                if values:
                    statement = upsert(rows)
                    connection.execute(
                        statement.on_conflict_do_update(
                            index_elements=["view", "generation", "key"],
                            set_={"row": statement.excluded.row},
                        ),
                        values,
                    )
                for key in gone:
                    connection.execute(delete(rows).where(here, rows.c.key == key))
                return True
        except DatabaseError as error:
            raise self._trouble(error) from None

    def rows(self, view: str) -> Iterator[tuple[str, Row]]:
        """The rows of the live generation, by key."""
        generation = self.live(view).generation
        query = (
            select(rows.c.key, rows.c.row)
            .where(rows.c.view == view, rows.c.generation == generation)
            .order_by(rows.c.key)
        )
        try:
            with self._engine.connect() as connection:
                for key, row in connection.execute(query):
                    yield key, json.loads(row)
        except DatabaseError as error:
            raise self._trouble(error) from None

    def begin(self, view: str) -> Checkpoint:
        """An empty generation beside the live one."""
        self.live(view)
        try:
            with self._engine.begin() as connection:
                last = connection.scalar(select(func.max(generations.c.generation)).where(generations.c.view == view))
                fresh = Checkpoint((last or 0) + 1, 0)
                connection.execute(insert(generations).values(view=view, generation=fresh.generation, position=0))
                return fresh
        except DatabaseError as error:
            raise self._trouble(error) from None

    def switch(self, view: str, generation: int) -> None:
        """One row says which generation is live; the others are dropped with it."""
        try:
            with self._engine.begin() as connection:
                connection.execute(update(live).where(live.c.view == view).values(generation=generation))
                for table in (rows, generations):
                    connection.execute(delete(table).where(table.c.view == view, table.c.generation != generation))
        except DatabaseError as error:
            raise self._trouble(error) from None

    def close(self) -> None:
        """Lets go of the connections."""
        self._engine.dispose()

    def _trouble(self, error: DatabaseError) -> StoreUnavailable | StoreDamaged:
        text = str(error.orig)
        if "malformed" in text or "not a database" in text:
            return StoreDamaged(
                f"{self._path} is damaged ({text}); delete it, then run homeport projections rebuild: "
                "views are made from the log and nothing is lost"
            )
        return StoreUnavailable(f"{self._path} cannot be used: {text}")


def _settings(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # the driver's connection, untyped here
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _json(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))
