"""The log in a PostgreSQL database: many processes, on many machines, append and read at once."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence

from adapters.sql import postgres_statements as statements
from adapters.sql.paging import BEYOND, EventsElsewhere, pages
from adapters.sql.postgres_append import duplicate, parameters, verdicts
from adapters.sql.postgres_connections import Connection, half_a_log
from adapters.sql.postgres_pool import POOLS, PostgresPool, rows
from adapters.sql.postgres_schema import check_current
from events.envelope import Append, Head, Recorded
from events.store import Appended, Duplicate, StoreDamaged, Verdict

_PAGE = 1_000  # rows read at a time
_FIRST_POLL, _LAST_POLL = 0.005, 0.05  # seconds between looks for what other processes appended


class PostgresStore:
    """An `EventStore` on a database that `adapters.sql.postgres_migrate` has made.

    `database` is its address, whose connections all stores of the process share, or a pool of its owner's own, which
    `close` leaves alone. `clock` gives UTC microseconds. Opening raises `StoreUnavailable`, also where the log was not
    copied here to its end, and `StoreDamaged`. A connection that was cut is made anew, once; where that fails too,
    `StoreUnavailable` says so without delay, and the next call tries again.
    """

    def __init__(self, database: str | PostgresPool, log: str, clock: Callable[[], int]) -> None:
        self._log = log
        self._clock = clock
        self._shared = database if isinstance(database, str) else None
        self._pool = POOLS.take(database) if isinstance(database, str) else database
        try:
            self._pool.run(self._check)
        except BaseException:
            self.close()
            raise
        self._news = threading.Condition()
        self._reached = 0

    def _check(self, connection: Connection) -> None:
        check_current(connection, self._pool.where)
        if rows(connection, statements.ARRIVING, (self._log,)):
            raise half_a_log(self._pool.where)

    @property
    def log(self) -> str:
        """The id of the log."""
        return self._log

    def append(self, batch: Sequence[Append]) -> list[Verdict]:
        """See `EventStore.append`. One round trip, whatever the size of the batch.

        Where the connection is cut before the answer, the batch is sent once more: what had been accepted is then a
        `Duplicate` with its first receipt.
        """
        if not batch:
            return []
        values = parameters(self._log, batch, self._clock())
        made = verdicts(batch, self._pool.fetch(statements.APPEND, values))
        reached = max((verdict.receipt.position for verdict in made if isinstance(verdict, Appended)), default=0)
        with self._news:
            self._reached = max(reached, self._reached)
            self._news.notify_all()
        return made

    def read_stream(
        self, stream: str, *, after: int = 0, limit: int | None = None, backward: bool = False
    ) -> Iterator[Recorded]:
        """See `EventStore.read_stream`. Raises `EventsElsewhere` where some of the stream were moved elsewhere."""
        sql = statements.read_stream(backward)
        return pages(
            lambda above, below, size: self._pool.fetch(sql, (self._log, stream, above, below, size)),
            key=2,
            size=_PAGE,
            after=after,
            limit=limit,
            backward=backward,
            whole=self._pool.where,
        )

    def news(self, after: Mapping[str, int]) -> list[Recorded]:
        """See `EventStore.news`."""
        if not after:
            return []
        found = self._pool.fetch(statements.NEWS, (list(after), list(after.values()), self._log))
        return list(map(Recorded._make, found))

    def read_log(
        self,
        *,
        after: int = 0,
        until: int | None = None,
        types: Sequence[str] = (),
        categories: Sequence[str] = (),
        limit: int | None = None,
        backward: bool = False,
    ) -> Iterator[Recorded]:
        """See `EventStore.read_log`. Raises `EventsElsewhere` where some of the events were moved elsewhere."""
        sql = statements.read_log(bool(types), bool(categories), backward)
        wanted = [list(names) for names in (types, categories) if names]
        return pages(
            lambda above, below, size: self._pool.fetch(sql, (self._log, above, below, *wanted, size)),
            key=0,
            size=_PAGE,
            after=after,
            below=BEYOND if until is None else until + 1,
            limit=limit,
            backward=backward,
            whole="" if types or categories else self._pool.where,
        )

    def find_command(self, command_id: str) -> Duplicate | None:
        """See `EventStore.find_command`."""
        found = self._pool.fetch(statements.COMMAND, (self._log, command_id))
        return duplicate(found[0]) if found else None

    def head(self) -> Head:
        """See `EventStore.head`."""
        found = self._pool.fetch(statements.HEAD, (self._log,))
        return Head._make(found[0]) if found else Head(0, 0)

    def check_whole(self) -> None:
        """See `EventStore.check_whole`. Raises `EventsElsewhere` where years of the log are not attached."""
        whole = self._pool.run(lambda connection: rows(connection, statements.IS_WHOLE, {"log": self._log}))
        if not whole or whole[0][0]:
            return
        cut_off = self._pool.run(lambda connection: rows(connection, statements.CUT_OFF, {"log": self._log}))
        if not cut_off:
            raise EventsElsewhere(self._pool.where)
        counted, last = cut_off[0]
        raise StoreDamaged(
            f"{self._pool.where} is damaged: {counted} events were recorded, and the log ends at position {last}; keep "
            "this database as it is, restore a dump to a new one, and see what homeport doctor and homeport proof "
            "verify say of this one"
        )

    def wait(self, after: int, timeout: float) -> bool:
        """See `EventStore.wait`. Appends of this process wake it at once, those of others within 0.05 s."""
        deadline = time.monotonic() + timeout
        pause = _FIRST_POLL
        while self._reached <= after and self.head().position <= after:
            left = deadline - time.monotonic()
            if left <= 0:
                return False
            with self._news:
                if self._reached <= after:
                    self._news.wait(min(left, pause))
            pause = min(2 * pause, _LAST_POLL)
        return True

    def close(self) -> None:
        """See `EventStore.close`."""
        shared, self._shared = self._shared, None
        if shared is not None:
            POOLS.let_go(shared)
