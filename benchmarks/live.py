"""How long after its commit an event is in the stored view that people look at, at half of what is the most.

The most is what callers, one in each episode, get through when the view has to be kept up too; the view is that of
the board. In one process on SQLite, then on PostgreSQL with a worker that is reached over Redis.
"""

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import quantiles
from time import perf_counter, sleep

from adapters.clinic import Clinic
from adapters.workers.background import serving
from adapters.workers.link import Link
from benchmarks.episodes import by_many, contact
from benchmarks.postgres import SETTINGS
from tests.servers.databases import Databases
from tests.servers.postgres import PostgresServer
from tests.servers.redis import RedisServer
from tests.workers.site import Worker, founded, treat, until

EPISODES = 64
EACH = 25  # commands in each episode, to find the most
SECONDS = 10
VIEW = "caseload"
_LOOK = 0.002  # seconds between two looks at the view


def measure(folder: Path) -> Iterator[str]:
    with ExitStack() as stack:
        clinic = stack.enter_context(_clinic(folder / "embedded", None))
        stack.enter_context(serving(clinic, None))
        yield _line("one process, SQLite", clinic)
    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer(SETTINGS))
        os.environ["HOMEPORT_DATABASE_URL"] = url = Databases(server.url()).migrated()
        os.environ["HOMEPORT_REDIS_URL"] = redis = stack.enter_context(RedisServer()).url
        clinic = stack.enter_context(_clinic(folder / "servers", url))
        stack.enter_context(Worker(clinic.folder))
        stack.enter_context(serving(clinic, Link(redis)))
        yield _line("a worker, PostgreSQL and Redis", clinic)


def _clinic(folder: Path, database: str | None) -> Clinic:
    with founded(folder, database) as clinic:
        treat(clinic, *range(EPISODES))
    return Clinic(folder, database=database)


def _line(where: str, clinic: Clinic) -> str:
    until(lambda: _reached(clinic) == clinic.store.head().position)
    begun = perf_counter()
    by_many(clinic.engine, "most", EPISODES, EACH)
    until(lambda: _reached(clinic) == clinic.store.head().position)
    most = EPISODES * EACH / (perf_counter() - begun)
    percent = quantiles(_delays(clinic, most / 2), n=100)
    return (
        f"{where}: at {most / 2:,.0f} commands/s, half of the most, an event is in the view after "
        f"{percent[49]:.0f} ms (median), {percent[98]:.0f} ms (99 of 100)"
    )


def _delays(clinic: Clinic, rate: float) -> list[float]:
    """Milliseconds from each commit to when the view has it, for callers who come evenly at this rate a second."""
    committed: dict[int, float] = {}

    async def call(number: int) -> None:
        receipt = await clinic.engine.execute(contact(number % EPISODES, "paced", number // EPISODES))
        committed[receipt.position] = perf_counter()

    async def come() -> None:
        async with asyncio.TaskGroup() as group:
            begun = perf_counter()
            for number in range(int(rate * SECONDS)):
                await asyncio.sleep(begun + number / rate - perf_counter())
                group.create_task(call(number))

    with _watched(clinic) as seen:
        asyncio.run(come())
        until(lambda: _reached(clinic) == clinic.store.head().position)
    arrivals = iter(sorted(seen.items()))
    reached, at = next(arrivals)
    delays = []
    for position, moment in sorted(committed.items()):
        while reached < position:
            reached, at = next(arrivals)
        delays.append((at - moment) * 1_000)
    return delays


@contextmanager
def _watched(clinic: Clinic) -> Iterator[dict[int, float]]:
    """When the view was first seen at each position that it stood at."""
    seen: dict[int, float] = {}
    is_over = threading.Event()

    def look() -> None:
        while not is_over.is_set():
            seen.setdefault(_reached(clinic), perf_counter())
            sleep(_LOOK)
        seen.setdefault(_reached(clinic), perf_counter())

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield seen
    finally:
        is_over.set()
        thread.join()


def _reached(clinic: Clinic) -> int:
    return clinic.views.live(VIEW).position
