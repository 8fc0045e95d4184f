"""Departures: who left for the provider and is yet to come back. Each comes back once, and before long."""

import hashlib
from collections.abc import Callable
from typing import Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update

from adapters.identity.tables import departures
from adapters.sql.database import Database
from events.instants import HOUR, MINUTE

BACK_WITHIN: Final = 10 * MINUTE
_FORGOTTEN_AFTER: Final = 12 * HOUR


class Departure(NamedTuple):
    """Somebody left. `account` is set where they are signed in; `kept` is a sealed form that waits for them."""

    account: str | None
    next: str
    kept: str | None
    left_at: int


class Departures:
    """The departures of a site, by the state that the provider hands back. `clock` gives UTC microseconds."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    def leave(self, state: str, *, account: str | None = None, next: str = "/", kept: str | None = None) -> None:
        """They leave now."""
        now = self._clock()
        with self._database.transaction() as connection:
            forgotten = self._database.here(departures) & (departures.c.left_at <= now - _FORGOTTEN_AFTER)
            connection.execute(delete(departures).where(forgotten))
            values = {"state": _hashed(state), "account": account, "next": next, "kept": kept, "left_at": now}
            connection.execute(insert(departures).values(site=self._database.site, **values))

    def back(self, state: str) -> Departure | None:
        """They came back; None for whoever never left, was back already, or took too long."""
        now = self._clock()
        with self._database.transaction() as connection:
            is_due = departures.c.back_at.is_(None) & (departures.c.left_at > now - BACK_WITHIN)
            came_back = update(departures).where(self._is(state), is_due).values(back_at=now)
            return self._departure(connection, state) if connection.execute(came_back).rowcount == 1 else None

    def waiting(self, state: str) -> Departure | None:
        """What waits for somebody who did not get in, so that they can try again."""
        with self._database.transaction() as connection:
            return self._departure(connection, state)

    def arrived(self, state: str) -> None:
        """They are in: nothing waits for them any more."""
        with self._database.transaction() as connection:
            connection.execute(delete(departures).where(self._is(state)))

    def _departure(self, connection: Connection, state: str) -> Departure | None:
        row = connection.execute(select(departures).where(self._is(state))).first()
        return None if row is None else Departure(row.account, row.next, row.kept, row.left_at)

    def _is(self, state: str) -> ColumnElement[bool]:
        return self._database.here(departures) & (departures.c.state == _hashed(state))


def _hashed(state: str) -> bytes:
    return hashlib.sha256(state.encode()).digest()
