"""What a whole command costs on PostgreSQL, over bare statements and over what other packages do for one.

Ours loads an episode, decides, seals a note and appends; theirs load an aggregate and append, or run a step, with as
many bytes. Every commit is synced, each package as its documentation sets it up.
"""

from collections.abc import Iterator
from contextlib import ExitStack
from functools import partial
from pathlib import Path

import psycopg

from adapters.sql.postgres_store import PostgresStore
from benchmarks import episodes
from benchmarks.append import now
from benchmarks.dbos_steps import Steps
from benchmarks.eventsourcing_app import Aggregates
from benchmarks.postgres import SETTINGS
from benchmarks.postgres_bare import TABLE, Bare
from benchmarks.rounds import line
from tests.servers.databases import Databases
from tests.servers.postgres import PostgresServer

ROUNDS = 5
CALLERS = 64
EACH = 25  # commands of a caller in a round
STEPS = 8  # of a caller in a round: they take long
ALONE = 300  # commands of one caller in a round


def measure(folder: Path) -> Iterator[str]:
    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer({**SETTINGS, "max_connections": "300"}))
        databases = Databases(server.url())
        url = databases.migrated()
        with psycopg.connect(url) as connection:
            connection.execute(TABLE.encode())
        store = PostgresStore(url, episodes.SITE, now)
        stack.callback(store.close)
        engine = stack.enter_context(episodes.clinic(folder, store, CALLERS))
        bare = {threads: Bare(url, threads, select=True) for threads in (1, 32)}
        for one in bare.values():
            stack.callback(one.close)
        packages = {
            f"eventsourcing, {threads} threads, {kind}": Aggregates(databases.empty(), threads, functions)
            for threads in (1, 8, 32)
            for kind, functions in (("server-side function", True), ("plain", False))
        }
        for package in packages.values():
            stack.callback(package.close)
        steps = Steps(databases.empty(), CALLERS)
        stack.callback(steps.close)

        times = episodes.measured(
            ROUNDS,
            {
                "bare 1": partial(_bare, bare[1], ALONE),
                "bare 32": partial(_bare, bare[32], CALLERS * EACH // 32),
                "alone": lambda turn: episodes.by_one(engine, turn, ALONE, CALLERS),
                "many": lambda turn: episodes.by_many(engine, turn, CALLERS, EACH),
                **{name: partial(package.seconds, CALLERS * EACH) for name, package in packages.items()},
                "dbos": lambda _: steps.seconds(STEPS),
            },
        )

        yield line("bare select + insert + commit, one caller", times["bare 1"], times["bare 1"], "commands")
        yield line("whole command, one caller, over this", times["alone"], times["bare 1"], "commands")
        yield line("bare select + insert + commit, 32 threads", times["bare 32"], times["bare 32"], "commands")
        yield line(f"whole command, {CALLERS} callers, over these", times["many"], times["bare 32"], "commands")
        best = min(packages, key=lambda name: sum(times[name]))
        for name in packages:
            what = f"{name} (its best)" if name == best else name
            yield line(what, times[name], times["bare 32"], "commands")
        yield line(f"whole command, {CALLERS} callers, over its best", times["many"], times[best], "commands")
        yield line(f"dbos, {CALLERS} workflows at once", times["dbos"], times["bare 32"], "steps")
        yield line(f"whole command, {CALLERS} callers, over its steps", times["many"], times["dbos"], "commands")


def _bare(bare: Bare, appends: int, turn: str) -> float:
    return bare.seconds(turn, appends)
