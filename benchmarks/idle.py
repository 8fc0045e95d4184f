"""What a worker asks of PostgreSQL in a second in which nothing happens, for 1, 20 and 100 sites in one database.

Beside it stands what asking each piece of work by itself takes. Statements are counted as they are sent: with those
that look whether a connection is still there, without those that begin and end a transaction.
"""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import psycopg

from adapters.views import readers
from adapters.workers.background import works_of
from adapters.workers.pulse import Pulse
from adapters.workers.runner import Runner
from tests.servers.databases import Databases
from tests.servers.postgres import PostgresServer
from tests.workers.site import founded

SITES = (1, 20, 100)
BEATS = 20


def measure(folder: Path) -> Iterator[str]:
    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer())
        url = Databases(server.url()).migrated()
        clinics = [stack.enter_context(founded(folder / f"{n}", url, f"site-{n}")) for n in range(max(SITES))]
        for number in SITES:
            some = clinics[:number]
            with closing(Pulse(url, some, list(readers(some[0])))) as pulse:
                works = {clinic.store.log: works_of(clinic) for clinic in some}
                alone, together = Runner(works), Runner(works, [pulse])
                _finish(together, pulse)
                for how, runner in (("one by one", alone), ("in one statement", together)):
                    statements, took = _beats(runner)
                    yield (
                        f"{number:3} sites, asked {how + ':':17} {statements:6.0f} statements a beat, "
                        f"{1_000 * took:7.1f} ms of the worker"
                    )


def _finish(runner: Runner, pulse: Pulse) -> None:
    while due := pulse.due():
        for site, work in due:
            runner.run(site, work)


def _quiet(runner: Runner) -> None:
    if due := list(runner.due()):
        raise RuntimeError(f"not quiet: {due}")


def _beats(runner: Runner) -> tuple[float, float]:
    """Statements and seconds of one beat, the first left out: it prepares statements."""
    _quiet(runner)
    sent = 0
    execute = psycopg.Cursor.execute

    def counting(*args: Any, **kwargs: Any) -> Any:
        nonlocal sent
        sent += 1
        return execute(*args, **kwargs)

    times = []
    psycopg.Cursor.execute = counting  # type: ignore[method-assign]
    try:
        for _ in range(BEATS):
            began = perf_counter()
            _quiet(runner)
            times.append(perf_counter() - began)
    finally:
        psycopg.Cursor.execute = execute  # type: ignore[method-assign]
    return sent / BEATS, median(times)
