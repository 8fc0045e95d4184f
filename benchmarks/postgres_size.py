"""Whether what is done on PostgreSQL costs the same in a small log and in a large one, and how fast a log is read."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random
from time import perf_counter

import psycopg

from adapters.sql.postgres_store import PostgresStore
from benchmarks.append import DATA, LOG, now
from benchmarks.rounds import Contender, line, one_round
from events.envelope import Append, NewEvent, StreamAppend
from tests.servers.databases import Databases
from tests.servers.postgres import PostgresServer

SIZES = (10_000, 100_000, 1_000_000)
LENGTH = 50  # events a stream
OPEN = 200  # streams that are appended to, the newest: most episodes of a large log are over
ROUNDS, PIECES = 9, 100
TOGETHER = 64
READ = 100_000
SETTINGS = {"shared_buffers": "2GB", "max_wal_size": "4GB"}  # room for the largest log

COLUMNS = (
    "position, stream, version, event_id, type, schema_version, occurred_at, occurred_offset, recorded_at, "
    "actor, command_id, correlation_id, causation_id, data, sealed"
)
PAGE = f"SELECT {COLUMNS} FROM events WHERE log = %b AND position > %b ORDER BY position LIMIT 1000"  # noqa: S608


class Filled:
    """A log of so many events, in streams of the same length."""

    def __init__(self, url: str, size: int) -> None:
        self.store = PostgresStore(url, LOG, now)
        self._streams = size // LENGTH
        self._versions = dict.fromkeys(range(self._streams), LENGTH)
        self._dice = Random(1)
        self._commands = 0
        for start in range(0, self._streams, 20):
            self.store.append([self._append(n, 0, LENGTH) for n in range(start, min(start + 20, self._streams))])
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("VACUUM ANALYZE")  # what the server would do by itself, but not while we measure
            connection.execute("CHECKPOINT")

    def append(self, size: int) -> None:
        """Appends one event to so many of the open streams, at random, in one batch."""
        chosen = self._dice.sample(range(self._streams - OPEN, self._streams), size)
        self.store.append([self._append(n, self._versions[n]) for n in chosen])
        for stream in chosen:
            self._versions[stream] += 1

    def load(self) -> None:
        """Reads one of all streams, at random."""
        sum(1 for _ in self.store.read_stream(_stream(self._dice.randrange(self._streams)), limit=LENGTH))

    def _append(self, stream: int, version: int, events: int = 1) -> Append:
        self._commands += 1
        command = f"7f2f7f0f-6a1b-4c1e-9a52-{self._commands:012}"
        new = tuple(
            NewEvent(f"{command}-{n}", "SubstanceUseRecorded", 1, now(), -480, DATA, None) for n in range(events)
        )
        part = StreamAppend(_stream(stream), version, new)
        return Append(command, bytes(32), "staff-17", command, None, (part,))


def _stream(number: int) -> str:
    """Named as streams are, by ids without order."""
    return f"episode-{number * 2_654_435_761 % 2**32:08x}-4c1e-9a52-{number:012}"


def measure(_: Path) -> Iterator[str]:
    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer(SETTINGS))
        databases = Databases(server.url())
        logs, urls = {}, {size: databases.migrated() for size in SIZES}
        for size, url in urls.items():
            begun = perf_counter()
            logs[size] = Filled(url, size)
            stack.callback(logs[size].store.close)
            yield f"a log of {size:>9,} events filled, {size / (perf_counter() - begun):,.0f} events/s"

        def contest(what: str, unit: str, work: Callable[[Filled], None]) -> Iterator[str]:
            contenders: dict[str, Contender] = {
                str(size): lambda _, filled=filled: work(filled)  # type: ignore[misc]  # bound as it is now
                for size, filled in logs.items()
            }
            rounds = [one_round(number, contenders, PIECES) for number in range(ROUNDS)]
            times = {name: [spent[name] for spent in rounds] for name in contenders}
            for size in SIZES:
                yield line(f"{what}, {size:>9,} events", times[str(size)], times[str(SIZES[0])], unit)

        yield from contest("append, one caller", "appends", lambda filled: filled.append(1))
        yield from contest(f"append, {TOGETHER} in a batch", "batches", lambda filled: filled.append(TOGETHER))
        yield from contest(f"load of a stream of {LENGTH}", "loads", Filled.load)
        yield from reading(logs[SIZES[-1]].store, urls[SIZES[-1]])


def reading(store: PostgresStore, url: str) -> Iterator[str]:
    """Reads pages of a log, by the store and by the driver alone."""
    times: dict[str, list[float]] = {"bare": [], "ours": []}
    with psycopg.connect(url, autocommit=True) as connection:
        for number in range(ROUNDS):
            begun = perf_counter()
            position, left = number * READ % SIZES[-1], READ
            while left > 0:
                rows = connection.execute(PAGE.encode(), (LOG, position), prepare=True, binary=True).fetchall()
                position, left = rows[-1][0], left - len(rows)
            times["bare"].append((perf_counter() - begun) / READ)
            begun = perf_counter()
            sum(1 for _ in store.read_log(after=number * READ % SIZES[-1], limit=READ))
            times["ours"].append((perf_counter() - begun) / READ)
    yield line("pages of the log by the driver alone", times["bare"], times["bare"], "events")
    yield line("read_log", times["ours"], times["bare"], "events")
