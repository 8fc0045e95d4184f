"""The wrapped keys of a site in PostgreSQL, in a schema of their own, so that a dump can keep them apart.

The key that opens them is never there: it lies in the site's key ring. A key that was erased may linger in blocks and
in a write-ahead log that the server has not reused yet, and in backups.
"""

from typing import Final

from adapters.sql.postgres_pool import POOLS

_ERASED: Final = "SELECT count(*) FROM keys.wrapped WHERE site = %s AND wrapped IS NULL"
_FIND: Final = "SELECT wrapped FROM keys.wrapped WHERE site = %s AND subject = %s"
_ADD: Final = (
    "INSERT INTO keys.wrapped (site, subject, wrapped) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING RETURNING site"
)
_ERASE: Final = (
    "INSERT INTO keys.wrapped (site, subject) VALUES (%s, %s) "
    "ON CONFLICT (site, subject) DO UPDATE SET wrapped = NULL RETURNING site"
)


class PostgresKeyTable:
    """A `WrappedKeys`. Every method raises `StoreUnavailable` or `StoreDamaged`; each may be repeated."""

    def __init__(self, url: str, site: str) -> None:
        self._url = url
        self._site = site
        self._pool = POOLS.take(url)
        self._erased = 0
        self._open = True

    def changed(self) -> bool:
        """See `WrappedKeys.changed`. Nothing else changes what was read than an erasure, and none is ever undone."""
        before = self._erased
        self._erased = self._pool.fetch(_ERASED, (self._site,))[0][0]
        return before != self._erased

    def find(self, subject: str) -> tuple[bool, bytes | None]:
        """See `WrappedKeys.find`."""
        rows = self._pool.fetch(_FIND, (self._site, subject))
        return (True, rows[0][0]) if rows else (False, None)

    def add(self, subject: str, wrapped: bytes) -> None:
        """See `WrappedKeys.add`."""
        self._pool.fetch(_ADD, (self._site, subject, wrapped))

    def erase(self, subject: str) -> None:
        """See `WrappedKeys.erase`."""
        self._pool.fetch(_ERASE, (self._site, subject))

    def close(self) -> None:
        """See `WrappedKeys.close`."""
        if self._open:
            self._open = False
            POOLS.let_go(self._url)
