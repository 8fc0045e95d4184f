"""What a treatment system would take: bytes an event on PostgreSQL, the log of the server, a dump, a view.

The events are those of simulated episodes. `docs/capacity.md` reckons with these figures.
"""

import gzip
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg

from adapters.sql.postgres_store import PostgresStore
from benchmarks.append import now
from benchmarks.histories import Executed, history
from events.envelope import Append, NewEvent, Recorded, StreamAppend
from tests.servers.databases import Databases
from tests.servers.postgres import PostgresServer

EPISODES = 150
TOGETHER = 20
SITE = "capacity"
SETTINGS = {"full_page_writes": "on", "max_wal_size": "4GB"}

SIZES = """
SELECT coalesce(parent.relname, c.relname), c.relkind::text, sum(pg_relation_size(c.oid))::bigint
  FROM pg_class c
  LEFT JOIN pg_inherits ON inhrelid = c.oid LEFT JOIN pg_class parent ON parent.oid = inhparent
 WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i')
   AND (coalesce(parent.relname, c.relname) ~ '^(events|commands|streams)')
 GROUP BY 1, 2 ORDER BY 1
"""


def measure(folder: Path) -> Iterator[str]:
    executed = history(folder / "rehearsal", EPISODES).executed
    events = sum(len(one.records) for one in executed)
    sealed = sum(len(record.sealed or b"") for one in executed for record in one.records)
    data = sum(len(record.data) for one in executed for record in one.records)
    yield f"{EPISODES} episodes, {len(executed):,} commands, {events:,} events: {events / EPISODES:.0f} an episode"
    yield f"payload of an event {(data + sealed) / events:,.0f} bytes ({sealed / events:,.0f} of them sealed)"

    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer(SETTINGS))
        url = Databases(server.url()).migrated()
        owner = stack.enter_context(closing(psycopg.connect(url, autocommit=True)))
        begun = _value(owner, "SELECT pg_current_wal_insert_lsn() - '0/0'")
        with closing(PostgresStore(url, SITE, now)) as store:
            for start in range(0, len(executed), TOGETHER):
                for batch in _independent(executed[start : start + TOGETHER]):
                    store.append(batch)
        wal = _value(owner, "SELECT pg_current_wal_insert_lsn() - '0/0'") - begun
        owner.execute("VACUUM ANALYZE")
        sizes = owner.execute(SIZES).fetchall()
        total = sum(size for _, _, size in sizes)
        for name, kind, size in sizes:
            yield f"{name + (' (index)' if kind == 'i' else ''):32} {size / events:>7,.0f} bytes an event"
        yield f"{'in all':32} {total / events:>7,.0f} bytes an event"
        yield f"{'written to the log of the server':32} {wal / events:>7,.0f} bytes an event, {TOGETHER} together"
        copied = bytearray()
        with owner.cursor().copy("COPY (SELECT * FROM events) TO STDOUT (FORMAT binary)") as out:
            for block in out:
                copied += block
        yield f"{'a year dumped and compressed':32} {len(gzip.compress(copied, 6)) / events:>7,.0f} bytes an event"


def _value(owner: psycopg.Connection[Any], query: str) -> int:
    row = owner.execute(query.encode()).fetchone()
    return int(row[0]) if row else 0


def _independent(executed: list[Executed]) -> Iterator[list[Append]]:
    """Batches of commands of which no two touch the same stream."""
    batch, taken = list[Append](), set[str]()
    for one in executed:
        append = _append(one.records)
        streams = {part.stream for part in append.streams}
        if not taken.isdisjoint(streams):
            yield batch
            batch, taken = [], set()
        batch.append(append)
        taken |= streams
    yield batch


def _append(records: tuple[Recorded, ...]) -> Append:
    first = records[0]
    parts: dict[str, list[Recorded]] = {}
    for record in records:
        parts.setdefault(record.stream, []).append(record)
    streams = tuple(StreamAppend(stream, some[0].version - 1, tuple(map(_new, some))) for stream, some in parts.items())
    return Append(
        first.command_id,
        bytes(32),
        first.actor,
        first.correlation_id,
        first.causation_id,
        streams,
        first.recorded_at,
    )


def _new(record: Recorded) -> NewEvent:
    return NewEvent(
        record.event_id,
        record.type,
        record.schema_version,
        record.occurred_at,
        record.occurred_offset,
        record.data,
        record.sealed,
    )
