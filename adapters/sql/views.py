"""Stored views with their checkpoints and what they have set aside, apart from the log."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, update
from sqlalchemy import Row as Record

from adapters.sql.database import Database
from adapters.sql.leases import SqlLeases
from adapters.sql.reader_tables import METADATA, generations, live, rows, set_aside
from adapters.sql.storage import Storage
from engine.faults import Fault
from engine.leases import SECONDS, Lease
from engine.parked import Aside, Drop, Parked
from engine.projections import Checkpoint, Row

_PAGE: Final = 500  # rows read at a time
_CHECKPOINT: Final = (generations.c.generation, generations.c.position, generations.c.revision)


class Views:
    """`engine.projections.ViewStore` of a site, on either database. Raises `StoreUnavailable` and `StoreDamaged`.

    `leases` lie in the same database, so that a write and the lease it needs are one transaction. `clock` is theirs, in
    place of the database's.
    """

    def __init__(
        self, storage: Storage, clock: Callable[[], int] | None = None, lease_seconds: float = SECONDS
    ) -> None:
        self._database = Database(
            storage,
            "views",
            METADATA,
            remedy="delete it, then run homeport projections rebuild: views are made from the log and nothing is lost",
        )
        self.leases = SqlLeases(self._database, clock, lease_seconds)

    def live(self, view: str) -> Checkpoint:
        """The live generation of a view."""
        both = (live.c.site == generations.c.site) & (live.c.view == generations.c.view)
        query = (
            select(*_CHECKPOINT)
            .join(live, both & (live.c.generation == generations.c.generation))
            .where(self._of(live, view))
        )
        with self._database.autocommit() as connection:
            found = connection.execute(query).first()
            if found is not None:
                return Checkpoint(*found)
            first = {"site": self._database.site, "view": view, "generation": 1}
            upsert = self._database.upsert
            connection.execute(upsert(live).values(first).on_conflict_do_nothing())
            connection.execute(upsert(generations).values(first | {"position": 0}).on_conflict_do_nothing())
            return Checkpoint(1, 0)

    def at(self, view: str, generation: int) -> Checkpoint | None:
        """How far a generation has come."""
        with self._database.autocommit() as connection:
            found = connection.execute(select(*_CHECKPOINT).where(self._of(generations, view, generation))).first()
            return None if found is None else Checkpoint(*found)

    def previous(self, view: str) -> int | None:
        """The generation that was live before."""
        with self._database.autocommit() as connection:
            return connection.scalar(select(live.c.previous).where(self._of(live, view)))

    def aside(self, view: str, generation: int) -> Aside:
        """What a generation has set aside."""
        with self._database.autocommit() as connection:
            found = connection.execute(select(set_aside).where(self._of(set_aside, view, generation)))
            return Aside(map(_entry, found))

    def write(
        self,
        view: str,
        before: Checkpoint,
        position: int,
        changed: Mapping[str, Row | None],
        aside: Mapping[int, Parked | None] = {},
        lease: Lease | None = None,
    ) -> bool:
        """Rows, checkpoint and what is set aside, in one transaction; the checkpoint is compared and set."""
        of = (view, before.generation)
        with self._database.transaction() as connection:
            moved = connection.execute(
                update(generations)
                .where(
                    self._of(generations, *of),
                    generations.c.position == before.position,
                    generations.c.revision == before.revision,
                )
                .values(position=position, revision=before.revision + bool(aside))
            )
            if lease is not None:
                self.leases.check(connection, lease)
            if moved.rowcount != 1:
                return False
            self._put(connection, of, changed)
            if aside:
                self._set_aside(connection, of, aside)
            return True

    def rows(self, view: str, generation: int | None = None) -> Iterator[tuple[str, Row]]:
        """The rows of a generation, or of the live one, by key."""
        for key, text in self.texts(view, generation):
            yield key, json.loads(text)

    def texts(self, view: str, generation: int | None = None) -> Iterator[tuple[str, str]]:
        """The rows as they lie there, for whoever keeps those that did not change."""
        if generation is None:
            generation = self.live(view).generation
        query = select(rows.c.key, rows.c.row).where(self._of(rows, view, generation)).order_by(rows.c.key)
        with self._database.transaction() as connection:
            for row in connection.execution_options(yield_per=_PAGE).execute(query):
                yield row.key, row.row

    def due(self, view: str, before: int) -> Iterator[Row]:
        """The rows of the live generation whose `due_at` is before a moment, the earliest first."""
        here = self._of(rows, view, self.live(view).generation)
        query = select(rows.c.row).where(here, rows.c.due_at < before).order_by(rows.c.due_at, rows.c.key)
        with self._database.transaction() as connection:
            found = connection.scalars(query).all()
        yield from map(json.loads, found)

    def begin(self, view: str) -> Checkpoint:
        """An empty generation beside the live one, which starts with its drops."""
        now = self.live(view).generation
        with self._database.writing() as connection:
            last = connection.scalar(select(func.max(generations.c.generation)).where(self._of(generations, view)))
            fresh = Checkpoint((last or 0) + 1, 0)
            values = {"site": self._database.site, "view": view, "generation": fresh.generation, "position": 0}
            connection.execute(insert(generations).values(values))
            dropped = select(set_aside).where(self._of(set_aside, view, now), set_aside.c.dropped_by.is_not(None))
            for entry in connection.execute(dropped).mappings().all():
                connection.execute(insert(set_aside).values(dict(entry) | {"generation": fresh.generation}))
            return fresh

    def switch(self, view: str, generation: int) -> bool:
        """One row says which generation is live, and which was before; the others are dropped with it."""
        with self._database.writing() as connection:
            if connection.execute(select(1).where(self._of(generations, view, generation))).first() is None:
                return False
            now = connection.scalar(select(live.c.generation).where(self._of(live, view)))
            if now != generation:
                changed = update(live).where(self._of(live, view))
                connection.execute(changed.values(generation=generation, previous=now))
            for table in (rows, set_aside, generations):
                kept = table.c.generation.in_((generation, now))
                connection.execute(delete(table).where(self._of(table, view), ~kept))
            return True

    def drop(self, view: str, generation: int) -> None:
        """Takes a generation away, unless it is the live one."""
        with self._database.writing() as connection:
            if connection.scalar(select(live.c.generation).where(self._of(live, view))) == generation:
                return
            was = self._of(live, view) & (live.c.previous == generation)
            connection.execute(update(live).where(was).values(previous=None))
            for table in (rows, set_aside, generations):
                connection.execute(delete(table).where(self._of(table, view, generation)))

    def close(self) -> None:
        """Lets go of the connections."""
        self._database.close()

    def _put(self, connection: Connection, of: tuple[str, int], changed: Mapping[str, Row | None]) -> None:
        here = self._named(of)
        values = [
            here | {"key": key, "row": _json(row), "due_at": row.get("due_at")}
            for key, row in changed.items()
            if row is not None
        ]
        gone = [key for key, row in changed.items() if row is None]
        if values:
            statement = self._database.upsert(rows)
            connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["site", "view", "generation", "key"],
                    set_={"row": statement.excluded.row, "due_at": statement.excluded.due_at},
                    where=rows.c.row != statement.excluded.row,  # most events leave most rows as they were
                ),
                values,
            )
        if gone:
            connection.execute(delete(rows).where(self._of(rows, *of), rows.c.key.in_(gone)))

    def _set_aside(self, connection: Connection, of: tuple[str, int], changes: Mapping[int, Parked | None]) -> None:
        here = self._named(of)
        connection.execute(delete(set_aside).where(self._of(set_aside, *of), set_aside.c.position.in_(changes)))
        entries = [here | _columns(entry) for entry in changes.values() if entry is not None]
        if entries:
            connection.execute(insert(set_aside), entries)

    def _named(self, of: tuple[str, int]) -> dict[str, Any]:
        return {"site": self._database.site, "view": of[0], "generation": of[1]}

    def _of(self, table: Table, view: str, generation: int | None = None) -> ColumnElement[bool]:
        here = self._database.here(table) & (table.c.view == view)
        return here if generation is None else here & (table.c.generation == generation)


def _columns(entry: Parked) -> dict[str, Any]:
    values = entry._asdict() | entry.fault._asdict()
    by, reason, at = entry.drop or (None, None, None)
    del values["fault"], values["drop"]
    return values | {"dropped_by": by, "dropped_for": reason, "dropped_at": at}


def _entry(found: Record[Any]) -> Parked:
    drop = Drop(found.dropped_by, found.dropped_for, found.dropped_at) if found.dropped_by is not None else None
    fault = Fault(found.error, found.place)
    return Parked(found.position, found.stream, found.version, found.type, fault, found.tries, found.since, drop)


def _json(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))
