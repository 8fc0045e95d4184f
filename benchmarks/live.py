"""How long after its commit an event is in the stored view that people look at.

Counted from the moment that is recorded in it, which is just before the commit. Commands go round the episodes of one
site, so that nearly each is a row of its own. The most is what callers get through when the view has to be kept up too;
the view is that of the board. In one process on SQLite, then
on PostgreSQL with a worker that is reached over Redis; all of it, this program too, on the same cores.
"""

import asyncio
import os
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any
from unittest.mock import patch

import psycopg

from adapters.cli.interpreter import collect_seldom
from adapters.clinic import Clinic
from adapters.deadlines import is_due
from adapters.workers.background import serving
from adapters.workers.link import Link
from benchmarks.append import now
from benchmarks.episodes import by_many, contact
from benchmarks.postgres import SETTINGS
from tests.servers.databases import Databases
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer
from tests.workers.site import Worker, founded, is_kept_up, treat, until

EPISODES = 512
CALLERS = 64
EACH = 100  # commands of each caller, to find the most
SECONDS = 10
BUSIEST = 420  # see docs/capacity.md
VIEW = "caseload"
_LOOK = 0.003  # seconds between two looks at the view
_APART = 0.2  # seconds from one event on the board to the next
_WHERE = """
SELECT position FROM live_views JOIN view_generations USING (site, view, generation) WHERE site = ? AND view = ?
"""


def measure(folder: Path) -> Iterator[str]:
    with ExitStack() as stack:
        clinic = stack.enter_context(_clinic(folder / "embedded", None))
        stack.enter_context(serving(clinic, None))
        yield from _lines("one process, SQLite", clinic)
    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer(SETTINGS))
        url = Databases(server.url()).migrated()
        redis = stack.enter_context(RedisServer()).url
        addresses = {"HOMEPORT_DATABASE_URL": url, "HOMEPORT_REDIS_URL": redis}
        stack.enter_context(patch.dict(os.environ, addresses))  # for the worker and the watcher, and nobody after them
        clinic = stack.enter_context(_clinic(folder / "servers", url))
        worker = stack.enter_context(Worker(clinic.folder))
        stack.enter_context(serving(clinic, Link(redis)))
        yield _one_by_one(clinic, worker)
        yield from _lines("a worker, PostgreSQL and Redis", clinic)


def _clinic(folder: Path, database: str | None) -> Clinic:
    with founded(folder, database) as clinic:
        treat(clinic, *range(EPISODES))
    collect_seldom()  # as whoever serves does
    return Clinic(folder, database=database)


def _lines(where: str, clinic: Clinic) -> Iterator[str]:
    _settle(clinic)
    begun = perf_counter()
    by_many(clinic.engine, "most", CALLERS, EACH, EPISODES)
    until(lambda: _reached(clinic) == clinic.store.head().position)
    most = CALLERS * EACH / (perf_counter() - begun)
    for what, rate in (("the busiest second of a whole country", BUSIEST), ("half of the most", most / 2)):
        percent = quantiles(_delays(clinic, f"rate-{rate:.0f}", rate), n=100)
        yield (
            f"{where}: at {rate:,.0f} commands/s, {what}, an event is in the view after "
            f"{percent[49]:.0f} ms (median), {percent[98]:.0f} ms (99 of 100)"
        )


def _one_by_one(clinic: Clinic, worker: Worker) -> str:
    """What an event costs a worker where each is a batch of its own in every view, and how soon it is on the board."""
    _settle(clinic)
    begun = _processor(worker)
    time.sleep(SECONDS)
    idle = (_processor(worker) - begun) / SECONDS
    begun, began, delays = _processor(worker), perf_counter(), list[float]()
    for number in range(CALLERS):
        receipt = clinic.engine.execute_now(contact(number, "alone", 0))
        while _reached(clinic) < receipt.position:
            time.sleep(_LOOK)
        delays.append((now() - receipt.recorded_at) / 1_000)
        time.sleep(_APART)
    busy = _processor(worker) - begun - idle * (perf_counter() - began)
    return (
        f"a worker, PostgreSQL and Redis: one event at a time is in the view after {median(delays):.0f} ms (median) "
        f"and costs the worker {1_000 * busy / CALLERS:.0f} ms of a processor for all views; "
        f"nothing to do costs {idle:.1%} of one"
    )


def _settle(clinic: Clinic) -> None:
    """Waits for what there is to do at first: deadlines that passed long ago, then sealing."""
    until(lambda: is_kept_up(clinic) and not is_due(clinic, clinic.clock()))
    time.sleep(SECONDS / 2)


def _processor(worker: Worker) -> float:
    """Seconds of processor time that a worker has used."""
    used = Path(f"/proc/{worker.process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / os.sysconf("SC_CLK_TCK")


def _delays(clinic: Clinic, turn: str, rate: float) -> list[float]:
    """Milliseconds from each commit to when the view has it, for callers who come evenly at this rate a second."""
    recorded: dict[int, int] = {}

    async def call(number: int) -> None:
        receipt = await clinic.engine.execute(contact(number % EPISODES, turn, number // EPISODES))
        recorded[receipt.position] = receipt.recorded_at

    async def come() -> None:
        async with asyncio.TaskGroup() as group:
            begun = perf_counter()
            for number in range(int(rate * SECONDS)):
                await asyncio.sleep(begun + number / rate - perf_counter())
                group.create_task(call(number))

    with _watched(clinic) as seen:
        asyncio.run(come())
        until(lambda: _reached(clinic) == clinic.store.head().position)
    arrivals = iter(seen)
    reached, at = next(arrivals)
    delays = []
    for position, moment in sorted(recorded.items()):
        while reached < position:
            reached, at = next(arrivals)
        delays.append((at - moment) / 1_000)
    return delays


@contextmanager
def _watched(clinic: Clinic) -> Iterator[list[tuple[int, int]]]:
    """Each position at which the view was seen, and when first, by a process of its own; there once this ends."""
    seen: list[tuple[int, int]] = []
    command = [sys.executable, "-m", "benchmarks.live", str(clinic.folder), clinic.store.log]
    pipes: Any = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(command, **pipes) as watcher:  # noqa: S603  # this very module
        assert watcher.stdout is not None  # noqa: S101  # for the type checker
        watcher.stdout.readline()
        yield seen
        said, _ = watcher.communicate()
        for line in said.splitlines():
            position, at = line.split()
            seen.append((int(position), int(at)))


def _watch(folder: str, site: str) -> None:
    """Says at once where the view stands and when, then each time that it has moved, until stdin is closed."""
    database = os.environ.get("HOMEPORT_DATABASE_URL")
    # the plainest way to look, which takes little of what it measures
    look: Any = psycopg.connect(database, autocommit=True) if database else sqlite3.connect(Path(folder) / "views.db")
    sql, named = (_WHERE.replace("?", "%s") if database else _WHERE), (site, VIEW)
    is_over = threading.Event()
    threading.Thread(target=_wait_for_the_end, args=(is_over,), daemon=True).start()
    before = -1
    is_last = False
    while not is_last:
        is_last = before >= 0 and is_over.wait(_LOOK)
        ((reached,),) = look.execute(sql, named).fetchall()
        if reached != before:
            before = reached
            print(reached, now(), flush=True)
    look.close()


def _wait_for_the_end(is_over: threading.Event) -> None:
    sys.stdin.read()
    is_over.set()


def _reached(clinic: Clinic) -> int:
    return clinic.views.live(VIEW).position


if __name__ == "__main__":
    _watch(*sys.argv[1:])
