"""The log in a SQLite file: write-ahead logging, every commit synced to the disk, several processes at once."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path

from adapters.sql import statements
from adapters.sql.pool import Pool
from adapters.sql.writer import Writer, duplicate
from events.envelope import Append, Head, Recorded
from events.store import Duplicate, StoreDamaged, Verdict

_TOGETHER = 100  # streams asked about in one statement
_BY_STREAM = itemgetter(1, 2)
_PAGE = 500  # rows read at a time
_BEYOND = 2**63 - 1  # more than any position, version or number of rows
_FIRST_POLL, _LAST_POLL = 0.005, 0.1  # seconds between looks for what other processes appended


class SqliteStore:
    """An `EventStore` on the database at `path`, which `adapters.sql.migrate` has made.

    `clock` gives UTC microseconds. Opening raises `StoreUnavailable` or `StoreDamaged`.
    """

    def __init__(self, path: Path, log: str, clock: Callable[[], int]) -> None:
        self._path = path
        self._log = log
        self._pool = Pool(path)
        self._writer = Writer(self._pool, log, clock)
        self._news = threading.Condition()
        self._reached = 0

    @property
    def log(self) -> str:
        """The id of the log."""
        return self._log

    def append(self, batch: Sequence[Append]) -> list[Verdict]:
        """See `EventStore.append`. One transaction of three statements, whatever the size of the batch."""
        made = self._writer.append(batch)
        with self._news:
            self._reached = made.head.position
            self._news.notify_all()
        return made.verdicts

    def read_stream(
        self, stream: str, *, after: int = 0, limit: int | None = None, backward: bool = False
    ) -> Iterator[Recorded]:
        """See `EventStore.read_stream`."""
        sql = statements.read_stream(backward)
        below = _BEYOND
        left = _BEYOND if limit is None else limit
        while left > 0:
            size = min(left, _PAGE)
            rows = self._pool.fetch(sql, (self._log, stream, after, below, size))
            yield from map(Recorded._make, rows)
            if len(rows) < size:
                return
            left -= size
            if backward:
                below = rows[-1][2]
            else:
                after = rows[-1][2]

    def news(self, after: Mapping[str, int]) -> list[Recorded]:
        """See `EventStore.news`."""
        found: list[Recorded] = []
        asked = list(after.items())
        for start in range(0, len(asked), _TOGETHER):
            some = asked[start : start + _TOGETHER]
            parameters = [self._log, *(value for stream in some for value in stream)]
            found += map(Recorded._make, self._pool.fetch(statements.news(len(some)), parameters))
        found.sort(key=_BY_STREAM)
        return found

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
        """See `EventStore.read_log`."""
        sql = statements.read_log(len(types), len(categories), backward)
        below = _BEYOND if until is None else until + 1
        left = _BEYOND if limit is None else limit
        while left > 0:
            size = min(left, _PAGE)
            rows = self._pool.fetch(sql, (self._log, after, below, *types, *categories, size))
            yield from map(Recorded._make, rows)
            if len(rows) < size:
                return
            left -= size
            if backward:
                below = rows[-1][0]
            else:
                after = rows[-1][0]

    def find_command(self, command_id: str) -> Duplicate | None:
        """See `EventStore.find_command`."""
        rows = self._pool.fetch(statements.COMMAND, (self._log, command_id))
        return duplicate(rows[0]) if rows else None

    def head(self) -> Head:
        """See `EventStore.head`."""
        rows = self._pool.fetch(statements.HEAD, (self._log,))
        return Head._make(rows[0]) if rows else Head(0, 0)

    def check_whole(self) -> None:
        """See `EventStore.check_whole`. Reads a row a stream, and none of the events."""
        last, counted = self._pool.fetch(statements.REACHED, (self._log,))[0]
        if last != counted:
            raise StoreDamaged(
                f"{self._path} is damaged: {counted} events were recorded, and it ends at position {last}; keep its "
                "folder as it is, restore a backup to a new one (homeport restore BACKUP --data NEW), and see what "
                "homeport doctor and homeport proof verify say of this one"
            )

    def wait(self, after: int, timeout: float) -> bool:
        """See `EventStore.wait`. Appends of this process wake it at once, those of others within 0.1 s."""
        deadline = time.monotonic() + timeout
        pause = _FIRST_POLL
        while self.head().position <= after:
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
        self._pool.close()
