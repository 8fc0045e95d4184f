"""How much work an append and a load are for the database."""

import io
import re
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import psycopg
import pytest

from adapters.sql import postgres_pool
from adapters.sql import postgres_statements as statements
from adapters.sql.postgres_pool import PostgresPool
from adapters.sql.postgres_store import PostgresStore
from events.envelope import Append
from tests.contracts.event_store_case import SetClock, append, command, part


@pytest.fixture
def round_trips(log: PostgresStore) -> Iterator[Callable[[Callable[[], object]], int]]:
    """Counts how often what is done to the log makes it wait for the server, by the driver's own trace."""
    with tempfile.TemporaryFile("w+") as trace:
        log._pool.run(lambda connection: connection.pgconn.trace(trace.fileno()))

        def count(work: Callable[[], object]) -> int:
            begin = trace.seek(0, io.SEEK_END)
            work()
            trace.seek(begin)
            return sum("ReadyForQuery" in line for line in trace)

        yield count
        log._pool.run(lambda connection: connection.pgconn.untrace())


def a_batch(name: str, size: int) -> list[Append]:
    return [
        command(f"{name}-{n}", part(f"{name}-{n}", 0, events=2), part(f"client-{name}-{n}", 0)) for n in range(size)
    ]


@pytest.mark.parametrize("size", [1, 100])
def test_a_batch_is_one_round_trip(
    log: PostgresStore, round_trips: Callable[[Callable[[], object]], int], size: int
) -> None:
    log.append(a_batch("episode", size))

    assert round_trips(lambda: log.append(a_batch("group", size))) == 1


def test_a_batch_with_every_kind_of_verdict_is_one_round_trip(
    log: PostgresStore, round_trips: Callable[[Callable[[], object]], int]
) -> None:
    append(log, "c-1", part("episode-a", 0))
    batch = [command("c-1", part("episode-a", 0)), command("c-2", part("episode-b", 7)), *a_batch("episode", 9)]
    log.append(a_batch("group", 1))

    assert round_trips(lambda: log.append(batch)) == 1


def test_a_load_is_one_round_trip(log: PostgresStore, round_trips: Callable[[Callable[[], object]], int]) -> None:
    append(log, "c-1", part("episode-a", 0, events=30))
    list(log.read_stream("episode-a"))

    assert round_trips(lambda: list(log.read_stream("episode-a", after=10))) == 1
    log.news({"episode-a": 10, "episode-b": 0})
    assert round_trips(lambda: log.news({"episode-a": 20, "episode-b": 0})) == 1


def test_many_logs_share_as_many_connections_as_are_at_work(application: str, owner: psycopg.Connection) -> None:
    pool = PostgresPool(application)
    for site in range(30):
        store = PostgresStore(pool, f"site-{site}", SetClock())
        append(store, "c-1", part("episode-a", 0))
        store.close()

    connected = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    assert owner.execute(connected).fetchall() == [(1,)]
    pool.close()


def test_more_callers_than_connections_wait_for_one(application: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_pool, "_MOST", 2)
    with closing(PostgresPool(application)) as pool, ThreadPoolExecutor(8) as callers:
        waits = "SELECT pg_backend_pid() FROM pg_sleep(0.01)"
        (served,) = zip(*(found[0] for found in callers.map(lambda _: pool.fetch(waits, ()), range(40))), strict=True)

    assert len(served) == 40
    assert len(set(served)) <= 2


FILLED = ("events_before_2027 ", "commands ")  # tables with rows: one without is read in any way

READS: dict[str, tuple[str, Any]] = {
    "head": (statements.HEAD, ("log",)),
    "is whole": (statements.IS_WHOLE, {"log": "log"}),
    "command": (statements.COMMAND, ("log", "c-1")),
    "news": (statements.NEWS, (["episode-1"], [3], "log")),
    "stream": (statements.read_stream(backward=False), ("log", "episode-1", 0, 10**9, 500)),
    "stream backward": (statements.read_stream(backward=True), ("log", "episode-1", 0, 10**9, 500)),
    "log": (statements.read_log(False, False, backward=False), ("log", 100, 10**9, 500)),
    "log backward": (
        statements.read_log(True, True, backward=True),
        ("log", 100, 10**9, ["SomethingHappened"], ["episode"], 500),
    ),
}


@pytest.mark.parametrize(("sql", "values"), READS.values(), ids=READS.keys())
@pytest.mark.parametrize("analysed", [False, True])
def test_what_is_read_is_found_by_its_key_however_long_the_log(
    log: PostgresStore, owner: psycopg.Connection, sql: str, values: Any, analysed: bool
) -> None:
    log.append([command(f"c-{n}", part(f"episode-{n}", 0, events=10)) for n in range(300)])
    if analysed:
        owner.execute("ANALYZE")

    plan = log._pool.run(lambda connection: connection.execute(f"EXPLAIN {sql}".encode(), values).fetchall())

    scans = [line.strip(" ->").split(" on ") for (line,) in plan if "Scan" in line and "Function" not in line]
    found = [how.split(" using ")[0].removesuffix(" Backward") for how, table in scans if table.startswith(FILLED)]
    assert len(found) == len(re.findall("FROM (events|commands)", sql))
    assert set(found) <= {"Index Scan", "Index Only Scan"}
    if "stream = " in sql:  # else the streams of everybody are gone through to find those of a few
        assert all("(stream = " in line for (line,) in plan if "Index Cond" in line)
    assert not any(line.startswith(("Sort", "  ->  Sort")) for (line,) in plan) or "unnest" in sql


def test_an_append_looks_everything_up_by_its_key_though_it_was_planned_in_an_empty_log(database: str) -> None:
    said: list[str] = []

    def listen(connection: psycopg.Connection[tuple[Any, ...]]) -> None:
        connection.execute("LOAD 'auto_explain'")
        for setting in ("log_min_duration = 0", "log_nested_statements = on", "log_level = notice"):
            connection.execute(f"SET auto_explain.{setting}".encode())
        connection.add_notice_handler(lambda notice: said.append(notice.message_primary or ""))

    with closing(PostgresStore(database, "site-1", SetClock())) as log:
        log.append(a_batch("first", 1))
        log.append(a_batch("many", 300))
        log._pool.run(listen)
        log.append([*a_batch("last", 10), command("many-7", part("episode-many-7", 0))])  # one is a repeat

    scans = re.findall(
        r"-> +(.*) on (?:events|commands|streams|logs)\w*(?: \w+)? +\(.*\n *Index Cond: (.*)", "\n".join(said)
    )
    assert {
        ("Index Scan using logs_pkey", "(log = $1)"),
        ("Index Only Scan Backward using commands_by_position", "(log = $1)"),  # of which it takes one
        ("Index Only Scan using commands_pkey", "((log = $1) AND (command_id = u.id))"),
        ("Index Scan using commands_pkey", "((log = $1) AND (command_id = ($2)[u.number]))"),
        ("Index Scan using streams_pkey", "((log = $1) AND (stream = p.stream))"),
        ("Index Scan using streams_pkey", "((log = $1) AND (stream = u.stream))"),
    } == set(scans)
    assert "Seq Scan" not in "".join(said)
    assert "Bitmap" not in "".join(said)
