"""How fast a view is written anew from a long log on PostgreSQL, by one worker and by two on two sites.

The log is that of simulated episodes, repeated under other ids. Beside it stands what the package `eventsourcing` does
with its own events: a projection that counts, in memory, from memory or from PostgreSQL, and in a transaction each.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from time import perf_counter

import psycopg

from adapters.moving.site import move
from adapters.simulation.run import prefix_of, simulate, streams_in_use
from adapters.simulation.site import found_or_opened, simulated_clock
from benchmarks.eventsourcing_projections import in_memory, into_memory, transactional
from benchmarks.postgres_size import SETTINGS
from tests.servers.databases import Databases
from tests.servers.postgres import PostgresServer

EVENTS = int(os.environ.get("HOMEPORT_BENCH_EVENTS", "1000000"))
EPISODES = 150
SEED = 1
VIEWS = ("outcomes", "caseload")
ROUNDS = 3
OTHER = "other-site"

AGAIN = """
INSERT INTO events
SELECT %(to)s, %(after)s + row_number() OVER (ORDER BY position), replace(stream, %(prefix)s, %(new)s), version,
       event_id, type, schema_version, occurred_at, occurred_offset, recorded_at, actor, command_id || %(new)s,
       correlation_id, causation_id,
       convert_to(replace(convert_from(data, 'UTF8'), %(prefix)s, %(new)s), 'UTF8'), sealed
  FROM events WHERE log = %(log)s AND position <= %(base)s AND (stream <> 'site' OR %(site)s)
"""
FINISHED = (
    "INSERT INTO streams SELECT log, stream, max(version) FROM events WHERE log = %s GROUP BY 1, 2 "
    "ON CONFLICT DO NOTHING",
    "INSERT INTO commands SELECT log, command_id, ''::bytea, max(position), count(*), max(recorded_at), '{}' "
    "FROM events WHERE log = %s GROUP BY 1, 2 ON CONFLICT DO NOTHING",
    "INSERT INTO logs VALUES (%s) ON CONFLICT DO NOTHING",
)


def measure(folder: Path) -> Iterator[str]:
    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer(SETTINGS))
        databases = Databases(server.url())
        url = databases.migrated()
        sites = _filled(folder, url)
        yield f"{EVENTS:,} events or a few more in each of two sites, {EPISODES} episodes over and over"
        rates = {view: [_rebuilt([sites[0]], url, view) for _ in range(ROUNDS)] for view in VIEWS}
        for view, found in rates.items():
            speed, memory = (median(values) for values in zip(*found, strict=True))
            yield f"{view:9} by one worker {speed:>10,.0f} events/s, at most {memory:,.0f} MB"
        together = [_rebuilt(sites, url, VIEWS[0])[0] for _ in range(ROUNDS)]
        alone = median(speed for speed, _ in rates[VIEWS[0]])
        both = median(together)
        yield f"{VIEWS[0]:9} by two, on two sites {both:>6,.0f} events/s, {both / alone:.2f} of one"
        theirs = {
            "from memory into memory": in_memory(),
            "from PostgreSQL into memory": into_memory(databases.empty()),
            "a transaction each": transactional(databases.empty()),
        }
        for how, rate in theirs.items():
            yield f"eventsourcing, {how:27} {rate:>10,.0f} events/s; ours {alone / rate:,.1f} times that"


def _filled(folder: Path, url: str) -> list[Path]:
    """Two sites with as many events, each in a folder that names it."""
    first, second = folder / "first", folder / "second"
    clock = simulated_clock()
    with found_or_opened(first, prefix_of(SEED, EPISODES), clock, streams_in_use(EPISODES)) as clinic:
        simulate(clinic, clock, seed=SEED, episodes=EPISODES, ended=lambda _: None)
        log = clinic.store.log
    base = move(first, url).events
    shutil.copytree(first, second)
    (second / "site.json").write_text(json.dumps({"site": OTHER, "format": 1}))
    with psycopg.connect(url, autocommit=True) as owner:
        copies = 0
        for to in (log, OTHER):
            after = base if to == log else 0
            while after < EVENTS:
                copies += 1
                new = prefix_of(SEED, EPISODES) if after == 0 else f"again{copies}"
                values = {"to": to, "log": log, "after": after, "base": base, "site": after == 0, "new": new}
                after += owner.execute(AGAIN.encode(), {**values, "prefix": prefix_of(SEED, EPISODES)}).rowcount
            for statement in FINISHED:
                owner.execute(statement.encode(), (to,))
        owner.execute("VACUUM ANALYZE")
        owner.execute("CHECKPOINT")
    return [first, second]


def _rebuilt(sites: list[Path], url: str, view: str) -> tuple[float, float]:
    """Events a second of all workers together, one a site at the same time, and the most memory that one held."""
    workers = [
        subprocess.Popen(  # noqa: S603  # our own
            [sys.executable, "-m", "benchmarks.rebuilding", str(site), url, view],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for site in sites
    ]
    for worker in workers:
        assert worker.stdout is not None  # noqa: S101  # it is a pipe
        worker.stdout.readline()
    begun = perf_counter()
    for worker in workers:
        assert worker.stdin is not None  # noqa: S101  # it is a pipe
        worker.stdin.write("\n")
        worker.stdin.flush()
    said = [worker.communicate()[0].split() for worker in workers]
    seconds = perf_counter() - begun
    return sum(int(one[0]) for one in said) / seconds, max(float(one[2]) for one in said)
