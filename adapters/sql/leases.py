"""The leases of a site's readers, on either database: a row a reader, each change of it one statement."""

from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import BigInteger, ColumnElement, Connection, literal, literal_column, or_, select, update

from adapters.sql.database import Database
from adapters.sql.reader_tables import leases
from engine.leases import SECONDS, Lease, LeaseLost

# By the database's own clock: whoever runs a reader may have a wrong one. Not the transaction's time, which stands
# still while it waits for a lock.
_CLOCKS: Final = {
    "sqlite": "CAST((julianday('now') - 2440587.5) * 86400000000 AS INTEGER)",
    "postgresql": "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)",
}


class SqlLeases:
    """`engine.leases.Leases` of a site. `clock` gives UTC microseconds in place of the database's."""

    def __init__(self, database: Database, clock: Callable[[], int] | None = None, seconds: float = SECONDS) -> None:
        self._database = database
        self._clock = clock
        self._lasts = int(seconds * 1_000_000)

    def acquire(self, reader: str, holder: str) -> Lease | None:
        """The lease of a reader, if nobody holds it; its epoch is one more than the last."""
        with self._database.autocommit() as connection:
            now = self._now(connection)
            mine = {"site": self._database.site, "reader": reader, "holder": holder}
            statement: Any = self._database.upsert(leases).values(mine | {"epoch": 1, "until": now + self._lasts})
            statement = statement.on_conflict_do_update(
                index_elements=["site", "reader"],
                set_={"holder": holder, "epoch": leases.c.epoch + 1, "until": now + self._lasts},
                where=~self._lasting(now),
            ).returning(leases.c.epoch)
            epoch = connection.execute(statement).scalar()
            return None if epoch is None else Lease(reader, holder, epoch)

    def renew(self, lease: Lease) -> bool:
        """One that has run out is not renewed, even where nobody took it: it is acquired anew, with a new epoch."""
        with self._database.autocommit() as connection:
            now = self._now(connection)
            statement = update(leases).where(self._of(lease), self._lasting(now)).values(until=now + self._lasts)
            return connection.execute(statement).rowcount == 1

    def release(self, lease: Lease) -> None:
        """The row stays, for its epoch."""
        with self._database.autocommit() as connection:
            connection.execute(update(leases).where(self._of(lease)).values(until=0))

    def held(self, reader: str) -> bool:
        """Whether somebody holds the lease of a reader."""
        with self._database.autocommit() as connection:
            here = self._database.here(leases) & (leases.c.reader == reader)
            return connection.execute(select(1).where(here, self._lasting(self._now(connection)))).first() is not None

    def check(self, connection: Connection, lease: Lease) -> None:
        """Raises `LeaseLost` unless a lease is in force, and keeps it from others until the transaction ends.

        On SQLite the transaction must have written before: from then on nobody else writes.
        """
        mine = select(1).where(self._of(lease), self._lasting(self._now(connection))).with_for_update(read=True)
        if connection.execute(mine).first() is None:
            raise LeaseLost(lease.reader)

    def _of(self, lease: Lease) -> ColumnElement[bool]:
        return self._database.here(leases) & (leases.c.reader == lease.reader) & (leases.c.epoch == lease.epoch)

    def _lasting(self, now: ColumnElement[int]) -> ColumnElement[bool]:
        # One that would last for longer than any lease does is from before the clock was set back.
        return ~or_(leases.c.until <= now, leases.c.until > now + self._lasts)

    def _now(self, connection: Connection) -> ColumnElement[int]:
        if self._clock is not None:
            return literal(self._clock(), BigInteger)
        return literal_column(_CLOCKS[connection.dialect.name], BigInteger)
