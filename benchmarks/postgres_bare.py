"""What a log on PostgreSQL is measured against: the row of the event, inserted and committed by the driver alone."""

import threading
from time import perf_counter

import psycopg

from benchmarks.append import LOG, an_append, now

# The table of the log with its keys; positions from a sequence, so that no writer waits for another.
TABLE = """
CREATE TABLE bare (
  log text NOT NULL, position bigint GENERATED ALWAYS AS IDENTITY, stream text NOT NULL, version bigint NOT NULL,
  event_id text NOT NULL, type text NOT NULL, schema_version integer NOT NULL, occurred_at bigint NOT NULL,
  occurred_offset integer NOT NULL, recorded_at bigint NOT NULL, actor text NOT NULL, command_id text NOT NULL,
  correlation_id text NOT NULL, causation_id text, data bytea NOT NULL, sealed bytea,
  PRIMARY KEY (log, position), UNIQUE (log, stream, version)
)
"""
SELECT = "SELECT max(version) FROM bare WHERE log = %s AND stream = %s"
INSERT = f"""
INSERT INTO bare (
  log, stream, version, event_id, type, schema_version, occurred_at, occurred_offset, recorded_at, actor, command_id,
  correlation_id, causation_id, data, sealed
) VALUES ({", ".join(["%s"] * 15)}) RETURNING position
"""  # noqa: S608  # constants only


class Bare:
    """Threads that insert, each by a connection of its own; with `select` each looks for the last version first."""

    def __init__(self, url: str, threads: int, select: bool) -> None:
        self._connections = [psycopg.connect(url) for _ in range(threads)]
        self._select = select

    def seconds(self, kind: str, appends: int) -> float:
        """Seconds an append, where each thread appends so many events to a stream of its own."""
        begun = perf_counter()
        threads = [
            threading.Thread(target=self._insert, args=(connection, kind, number, appends))
            for number, connection in enumerate(self._connections)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return (perf_counter() - begun) / (len(threads) * appends)

    def close(self) -> None:
        """Lets go of the connections."""
        for connection in self._connections:
            connection.close()

    def _insert(self, connection: psycopg.Connection, kind: str, number: int, appends: int) -> None:
        for version in range(appends):
            append = an_append(kind, number, version)
            stream, _, (event,) = append.streams[0]
            if self._select:
                connection.execute(SELECT, (LOG, stream), prepare=True).fetchone()
            columns = (append.actor, append.command_id, append.correlation_id, append.causation_id)
            values = (LOG, stream, version + 1, *event[:5], now(), *columns, event.data, event.sealed)
            connection.execute(INSERT.encode(), values, prepare=True).fetchone()
            connection.commit()
