"""How often somebody may try to sign in: per account, and per address."""

import hashlib
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import delete, func, insert, select
from uuid_utils import uuid7

from adapters.identity.tables import attempts
from adapters.sql.database import Database
from engine.refusals import Refused
from events.instants import MINUTE

WINDOW: Final = 15 * MINUTE
PER_ACCOUNT: Final = 5
PER_ADDRESS: Final = 20


class TooManyAttempts(Refused):
    """Too many attempts to sign in failed, for this account or from this address."""

    code = "too_many_attempts"

    def __init__(self) -> None:
        super().__init__(f"too many attempts to sign in; wait {WINDOW // MINUTE} minutes, then try again")


class Attempts:
    """Counts attempts before they are judged, so that many at once are counted too."""

    def __init__(self, database: Database, clock: Callable[[], int]) -> None:
        self._database = database
        self._clock = clock

    def enter(self, account: str, address: str) -> None:
        """Counts an attempt. Raises `TooManyAttempts`; a refused one is not counted, so that waiting helps."""
        now = self._clock()
        here = self._database.here(attempts)
        values = {"site": self._database.site, "id": str(uuid7()), "account": _hashed(account), "address": address}
        with self._database.writing() as connection:  # others who try at this moment wait for the count
            connection.execute(insert(attempts).values(**values, at=now))
            connection.execute(delete(attempts).where(here, attempts.c.at <= now - WINDOW))
            for which, most in (
                (attempts.c.account == _hashed(account), PER_ACCOUNT),
                (attempts.c.address == address, PER_ADDRESS),
            ):
                if _count(connection, here & which) > most:
                    raise TooManyAttempts

    def forget(self, account: str) -> None:
        """They signed in: what failed before no longer counts against the account."""
        with self._database.transaction() as connection:
            connection.execute(
                delete(attempts).where(self._database.here(attempts), attempts.c.account == _hashed(account))
            )


def _count(connection: Any, which: Any) -> int:
    return int(connection.scalar(select(func.count()).select_from(attempts).where(which)))


def _hashed(account: str) -> bytes:
    return hashlib.sha256(account.encode()).digest()
