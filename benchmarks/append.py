"""What an append costs over a bare insert of the same bytes on the same disk, every commit synced."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter, time_ns

from adapters.sql.migrate import migrate
from adapters.sql.sqlite_store import SqliteStore
from benchmarks.rounds import ROUNDS, Contender, line, one_round
from engine.group_commit import GroupCommit
from events.envelope import Append, NewEvent, StreamAppend
from events.store import Appended

LOG = "3f0a8c52-6a1b-4c1e-9a52-5d7d6c0e2b11"
STREAMS = 100  # that the appends of one caller go round
DATA = json.dumps({"entry": "0b9d7e6a-1f64-4c9e-8a54-7f2f7f0f9a10", "what": "x" * 200}).encode()
TASKS, APPENDS = 32, 50

# The table of the log with its keys, without the triggers and tables that hold the guarantees.
BARE = """
CREATE TABLE events (
  log TEXT NOT NULL, position INTEGER NOT NULL, stream TEXT NOT NULL, version INTEGER NOT NULL,
  event_id TEXT NOT NULL, type TEXT NOT NULL, schema_version INTEGER NOT NULL, occurred_at INTEGER NOT NULL,
  occurred_offset INTEGER NOT NULL, recorded_at INTEGER NOT NULL, actor TEXT NOT NULL, command_id TEXT NOT NULL,
  correlation_id TEXT NOT NULL, causation_id TEXT, data BLOB NOT NULL, sealed BLOB,
  PRIMARY KEY (log, position), UNIQUE (log, stream, version)
);
CREATE TABLE commands (
  log TEXT NOT NULL, command_id TEXT NOT NULL, digest BLOB NOT NULL, position INTEGER NOT NULL,
  events INTEGER NOT NULL, recorded_at INTEGER NOT NULL, versions TEXT NOT NULL, PRIMARY KEY (log, command_id)
) WITHOUT ROWID;
"""
SELECT = """
SELECT (SELECT max(position) FROM events WHERE log = ?1),
       (SELECT max(version) FROM events WHERE log = ?1 AND stream = ?2)
"""
INSERT_EVENT = "INSERT INTO events VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_COMMAND = "INSERT INTO commands VALUES (?, ?, ?, ?, ?, ?, ?)"


def measure(folder: Path) -> Iterator[str]:
    migrate(folder / "log.db")
    store = SqliteStore(folder / "log.db", LOG, now)
    commits = GroupCommit(store)
    one_by_one: dict[str, Contender] = {
        "event": bare(folder / "event.db", with_command=False),
        "both": bare(folder / "both.db", with_command=True),
        "ours": lambda n: commits.append(an_append("one", n % STREAMS, n // STREAMS)),
    }

    times: dict[str, list[float]] = {name: [] for name in (*one_by_one, "tasks")}
    for number in range(ROUNDS):
        spent = one_round(number, one_by_one) | {"tasks": asyncio.run(by_tasks(commits, number))}
        for name, seconds in spent.items():
            times[name].append(seconds)

    yield line("bare select + insert + commit, event alone", times["event"], times["event"])
    yield line("... of both rows, the command's receipt too", times["both"], times["event"])
    yield line("append, one caller, over the event alone", times["ours"], times["event"])
    yield line("... over both rows", times["ours"], times["both"])
    yield line(f"append, {TASKS} tasks, over the event alone", times["tasks"], times["event"])
    commits.close()
    store.close()


def bare(path: Path, with_command: bool) -> Callable[[int], None]:
    """Select, insert, commit: the row of the event, and with `with_command` that of the command too."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(BARE)

    def insert(n: int) -> None:
        append = an_append("bare", n % STREAMS, n // STREAMS)
        stream, _, (event,) = append.streams[0]
        recorded_at = now()
        connection.execute("BEGIN IMMEDIATE")
        position, version = connection.execute(SELECT, (LOG, stream)).fetchone()
        position, version = (position or 0) + 1, (version or 0) + 1
        connection.execute(
            INSERT_EVENT,
            (
                LOG,
                position,
                stream,
                version,
                *event[:5],
                recorded_at,
                append.actor,
                append.command_id,
                append.correlation_id,
                append.causation_id,
                event.data,
                event.sealed,
            ),
        )
        if with_command:
            versions = json.dumps({stream: version})
            row = (LOG, append.command_id, append.digest, position, 1, recorded_at, versions)
            connection.execute(INSERT_COMMAND, row)
        connection.execute("COMMIT")

    return insert


async def by_tasks(commits: GroupCommit, number: int) -> float:
    """Seconds an append for tasks that append at the same time, each to a stream of its own."""

    async def task(which: int) -> None:
        for version in range(APPENDS):
            verdict = await commits.append_async(an_append(f"round-{number}", which, version))
            if not isinstance(verdict, Appended):
                raise RuntimeError(f"not appended: {verdict}")

    begun = perf_counter()
    await asyncio.gather(*(task(which) for which in range(TASKS)))
    return (perf_counter() - begun) / (TASKS * APPENDS)


def an_append(kind: str, stream: int, version: int) -> Append:
    command = f"{kind:>8}-6a1b-4c1e-9a52-{stream:04}{version:08}"
    event = NewEvent(f"event-{command}", "SubstanceUseRecorded", 1, now(), -480, DATA, None)
    part = StreamAppend(f"episode-{kind:>8}-4c1e-9a52-{stream:012}", version, (event,))
    return Append(command, bytes(32), "staff-17", command, None, (part,))


def now() -> int:
    return time_ns() // 1_000
