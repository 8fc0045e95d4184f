"""Sessions: who signed in, until they sign out, are idle too long, or have been there for too long."""

import hashlib
import hmac
import secrets
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, delete, insert, select, update

from adapters.identity.accounts import Account, account_of
from adapters.identity.tables import accounts, sessions
from adapters.sql.database import Database
from events.instants import DAY, HOUR, MINUTE, SECOND

IDLE: Final = 15 * MINUTE
ABSOLUTE: Final = 12 * HOUR
CONFIRMED: Final = 5 * MINUTE
"""How long after proving who they are somebody may sign a document."""
_TOUCH: Final = 15 * SECOND
"""Seen so recently, a session is not written anew."""


class Session(NamedTuple):
    """A session that lives. Times are UTC microseconds; `notice` is what to say on the next page."""

    token: str
    account: Account
    begun_at: int
    seen_at: int
    confirmed_at: int
    notice: str | None

    @property
    def csrf(self) -> str:
        """What every form of this session carries; another site cannot know it."""
        return csrf_of(self.token)


def csrf_of(token: str) -> str:
    """The word that forms of a session carry, drawn from its token, so that it needs no keeping."""
    return hmac.digest(token.encode(), b"form", "sha256").hex()[:32]


class Sessions:
    """The sessions of a site. `clock` gives UTC microseconds."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    def begin(self, account: str, *, proved_at: int | None = None) -> str:
        """A new session of somebody who has just proved who they are, or did at a time; the browser's token."""
        token, now = secrets.token_urlsafe(32), self._clock()
        with self._database.transaction() as connection:
            connection.execute(delete(sessions).where(self._here, sessions.c.begun_at < now - ABSOLUTE - DAY))
            connection.execute(
                insert(sessions).values(
                    site=self._database.site,
                    token=_hashed(token),
                    account=account,
                    begun_at=now,
                    seen_at=now,
                    confirmed_at=now if proved_at is None else proved_at,
                )
            )
        return token

    def find(self, token: str, *, touch: bool = True) -> Session | None:
        """The session, if it lives; being asked for keeps it from being idle, unless `touch` is False."""
        now = self._clock()
        with self._database.transaction() as connection:
            row = self._row(connection, token)
            if row is None or not row.active or _lapsed(row, now):
                return None
            if touch and now - row.seen_at >= _TOUCH:
                connection.execute(update(sessions).where(self._is(token)).values(seen_at=now))
        return Session(token, account_of(row), row.begun_at, max(row.seen_at, now), row.confirmed_at, row.notice)

    def lapsed(self, token: str) -> str | None:
        """Whose session this was, if it ended by itself; None if it lives, was signed out, or never was."""
        with self._database.transaction() as connection:
            row = self._row(connection, token)
        return row.account if row is not None and _lapsed(row, self._clock()) else None

    def confirm(self, token: str, *, proved_at: int | None = None) -> None:
        """They proved again who they are, just now or at a time."""
        self._set(self._is(token), confirmed_at=self._clock() if proved_at is None else proved_at)

    def is_confirmed(self, session: Session) -> bool:
        """Whether they proved who they are so recently that they may sign."""
        return self._clock() - session.confirmed_at <= CONFIRMED

    def say(self, token: str, notice: str | None) -> None:
        """What the next page is to say; None once it was said."""
        self._set(self._is(token), notice=notice)

    def end(self, token: str) -> None:
        """They signed out."""
        self._set(self._is(token), ended_at=self._clock())

    def end_all(self, account: str, *, but: str | None = None) -> None:
        """Ends every session of an account, but perhaps this one."""
        spared = b"" if but is None else _hashed(but)
        self._set((sessions.c.account == account) & (sessions.c.token != spared), ended_at=self._clock())

    @property
    def _here(self) -> ColumnElement[bool]:
        return self._database.here(sessions)

    def _is(self, token: str) -> ColumnElement[bool]:
        return self._here & (sessions.c.token == _hashed(token))

    def _set(self, which: Any, **values: Any) -> None:
        with self._database.transaction() as connection:
            connection.execute(update(sessions).where(self._here, which).values(**values))

    def _row(self, connection: Any, token: str) -> Any:
        query = (
            select(sessions, accounts)
            .join(accounts, (accounts.c.site == sessions.c.site) & (accounts.c.name == sessions.c.account))
            .where(self._is(token), sessions.c.ended_at.is_(None))
        )
        return connection.execute(query).first()


def _lapsed(row: Any, now: int) -> bool:
    return bool(now - row.seen_at > IDLE or now - row.begun_at > ABSOLUTE)


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
