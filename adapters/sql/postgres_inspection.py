"""Looks whether a log in PostgreSQL holds together. Every check gives what is wrong with it, a sentence each."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from adapters.sql import log_checks
from adapters.sql.postgres_pool import POOLS

Check = Callable[[], list[str]]

_OF: Final = "WHERE log = %(log)s"
_TRIGGERS: Final = """
WITH kept AS (
    SELECT unnest(ARRAY['events'::regclass, 'commands'::regclass]) AS name
    UNION SELECT inhrelid FROM pg_inherits WHERE inhparent = 'events'::regclass
)
SELECT name::regclass::text FROM kept
WHERE NOT EXISTS (SELECT 1 FROM pg_trigger WHERE tgrelid = name AND tgname = 'is_not_changed' AND tgenabled = 'A')
ORDER BY name::text
"""
_RIGHTS: Final = """
SELECT name FROM unnest(ARRAY['logs', 'arriving_logs', 'streams', 'commands', 'events']) AS name
WHERE has_table_privilege(name, 'INSERT, UPDATE, DELETE, TRUNCATE, TRIGGER')
"""
_WITHOUT_KEY: Final = """
SELECT count(*) FROM streams
WHERE log = %(log)s AND stream LIKE 'client-%%'
  AND NOT EXISTS (SELECT 1 FROM keys.wrapped WHERE site = log AND subject = substr(stream, 8))
"""
_SEALED: Final = "SELECT position FROM events WHERE log = %(log)s AND sealed IS NOT NULL ORDER BY position"
# It writes to the write-ahead log and to nothing else, and is committed like any transaction.
_COMMIT: Final = "SELECT pg_logical_emit_message(true, 'homeport', 'doctor')"


class PostgresInspection:
    """An `adapters.looking.Look` at one log in the database at `url`."""

    def __init__(self, url: str, log: str) -> None:
        self._url = url
        self._log = log
        self._pool = POOLS.take(url)
        self.checks: Mapping[str, Check] = {
            "positions": self._positions,
            "streams": lambda: self._counted(log_checks.STREAMS, log_checks.STREAMS_STAND),
            "receipts": lambda: self._counted(log_checks.RECEIPTS, log_checks.RECEIPTS_FIT),
            "append-only": self._append_only,
            "rights": self._rights,
        }

    def clients_without_key(self) -> int:
        """See `Look.clients_without_key`."""
        return int(self._rows(_WITHOUT_KEY)[0][0])

    def sealed_positions(self) -> list[int]:
        """See `Look.sealed_positions`."""
        return [position for (position,) in self._rows(_SEALED)]

    def commit(self) -> None:
        """See `Look.commit`."""
        self._rows(_COMMIT)

    def close(self) -> None:
        """See `Look.close`."""
        POOLS.let_go(self._url)

    def _positions(self) -> list[str]:
        count, first, last = self._rows(log_checks.REACH)[0]
        problems = [log_checks.WITHOUT_HOLE.format(first, last, count)] if count and (first, last) != (1, count) else []
        return problems + self._counted(log_checks.BACKWARD, log_checks.IN_ORDER)

    def _append_only(self) -> list[str]:
        return [f"{name} may be changed: its trigger is missing or off" for (name,) in self._rows(_TRIGGERS)]

    def _rights(self) -> list[str]:
        return ["the role of HOMEPORT_DATABASE_URL may write to the log past its rules"] if self._rows(_RIGHTS) else []

    def _counted(self, query: str, problem: str) -> list[str]:
        wrong = self._rows(query)[0][0]
        return [problem.format(wrong)] if wrong else []

    def _rows(self, query: str) -> list[tuple[Any, ...]]:
        sql = query.format(of=_OF).encode() if "{of}" in query else query.encode()
        return self._pool.run(lambda connection: connection.execute(sql, {"log": self._log}).fetchall())
