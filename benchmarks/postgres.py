"""What an append costs on PostgreSQL over a bare insert of the same event, every commit synced."""

import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter

import psycopg

from adapters.sql.postgres_store import PostgresStore
from benchmarks.append import LOG, an_append, now
from benchmarks.postgres_bare import TABLE, Bare
from benchmarks.rounds import line
from engine.group_commit import GroupCommit
from events.store import Appended
from tests.servers.databases import Databases
from tests.servers.postgres import PostgresServer

ROUNDS, APPENDS = 7, 1_600  # of each contender in each round
CALLERS = 64
SETTINGS = {"shared_buffers": "256MB", "max_wal_size": "4GB"}  # else as it comes: every commit is on the disk
FOLLOWED = 6.0  # seconds


def measure(_: Path) -> Iterator[str]:
    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer(SETTINGS))
        url = Databases(server.url()).migrated()
        with psycopg.connect(url) as connection:
            connection.execute(TABLE.encode())
        store = PostgresStore(url, LOG, now)
        stack.callback(store.close)
        commits = GroupCommit(store)
        stack.callback(commits.close)
        bare = {
            (threads, select): Bare(url, threads, select) for threads, select in ((32, True), (8, False), (1, True))
        }
        for one in bare.values():
            stack.callback(one.close)

        times: dict[object, list[float]] = {name: [] for name in (*bare, "one", "many")}
        for number in range(ROUNDS):
            for (threads, select), one in bare.items():
                kind = f"{threads}-{number}"
                times[threads, select].append(one.seconds(kind, APPENDS // threads // (1 if threads > 1 else 4)))
            times["one"].append(by_one(commits, f"one-{number}"))
            times["many"].append(asyncio.run(by_many(commits, f"many-{number}", 4 * APPENDS // CALLERS)))

        yield line("bare select + insert + commit, 32 threads", times[32, True], times[32, True])
        yield line(f"append, {CALLERS} callers, over these", times["many"], times[32, True])
        yield line("bare insert + commit, 8 threads", times[8, False], times[8, False])
        yield line(f"append, {CALLERS} callers, over these", times["many"], times[8, False])
        yield line("bare select + insert + commit, one caller", times[1, True], times[1, True])
        yield line("append, one caller, over this", times["one"], times[1, True])
        yield followed(url, store, commits, 0.5 / median(times["many"]))


def by_one(commits: GroupCommit, kind: str) -> float:
    """Seconds an append for a caller who waits for each."""
    begun = perf_counter()
    for version in range(APPENDS // 4):
        commits.append(an_append(kind, 0, version))
    return (perf_counter() - begun) / (APPENDS // 4)


async def by_many(commits: GroupCommit, kind: str, appends: int, pace: float = 0.0) -> float:
    """Seconds an append for tasks that append at the same time, each to a stream of its own, each `pace` seconds."""

    async def task(which: int) -> None:
        due = asyncio.get_running_loop().time() + pace * which / CALLERS
        for version in range(appends):
            if pace:
                await asyncio.sleep(due + pace * version - asyncio.get_running_loop().time())
            verdict = await commits.append_async(an_append(kind, which, version))
            if not isinstance(verdict, Appended):
                raise RuntimeError(f"not appended: {verdict}")

    begun = perf_counter()
    await asyncio.gather(*(task(which) for which in range(CALLERS)))
    return (perf_counter() - begun) / (CALLERS * appends)


def followed(url: str, store: PostgresStore, commits: GroupCommit, rate: float) -> str:
    """How long after it was asked for an append is in the hands of a reader in another process, at that rate."""
    appends = int(FOLLOWED * rate / CALLERS)
    begin = store.head().position
    follow = [sys.executable, "-m", "benchmarks.following", url, str(begin), str(begin + CALLERS * appends)]
    with subprocess.Popen(follow, stdout=subprocess.PIPE, text=True) as reader:  # noqa: S603  # our own
        spent = asyncio.run(by_many(commits, "followed", appends, pace=CALLERS / rate))
        delays, _ = reader.communicate()
    return f"at {1 / spent:,.0f} appends/s a reader in another process has each event after {delays.strip()}"
