"""The log wherever it lies: in a file of SQLite or a database of PostgreSQL. Loads only the driver that it needs."""

from collections.abc import Callable
from pathlib import Path

from events.store import EventStore, StoreUnavailable

_SQLITE = "sqlite:///"
_POSTGRES = ("postgresql", "postgres", "postgresql+psycopg")


def open_store(location: str | Path, log: str, clock: Callable[[], int]) -> EventStore:
    """Opens a log at a path, at `sqlite:///PATH` or at `postgresql://…`; `clock` gives UTC microseconds.

    Raises `StoreUnavailable` and `StoreDamaged`.
    """
    if isinstance(found := _located(location), Path):
        from adapters.sql.sqlite_store import SqliteStore  # noqa: PLC0415  # one of the two is needed

        return SqliteStore(found, log, clock)
    from adapters.sql.postgres_store import PostgresStore  # noqa: PLC0415  # as above

    return PostgresStore(found, log, clock)


def migrate(location: str | Path) -> None:
    """Makes the database of a log there, or brings it up to date. Raises `StoreUnavailable` and `StoreDamaged`."""
    if isinstance(found := _located(location), Path):
        from adapters.sql.migrate import migrate as migrate_sqlite  # noqa: PLC0415  # as above

        migrate_sqlite(found)
    else:
        from adapters.sql.postgres_migrate import migrate_postgres  # noqa: PLC0415  # as above

        migrate_postgres(found)


def check_schema(location: str | Path) -> None:
    """Looks over a new connection whether the database is there and as this code needs it.

    Raises `StoreDamaged` and `StoreUnavailable`, of which `schema.Outdated` and `schema.MadeByNewer` are two kinds.
    """
    if isinstance(found := _located(location), Path):
        from adapters.sql.pool import Pool  # noqa: PLC0415  # as above

        Pool(found).close()
    else:
        from adapters.sql.postgres_pool import PostgresPool  # noqa: PLC0415  # as above
        from adapters.sql.postgres_schema import check_current  # noqa: PLC0415  # as above

        pool = PostgresPool(found)
        try:
            pool.run(lambda connection: check_current(connection, pool.where))
        finally:
            pool.close()


def _located(location: str | Path) -> str | Path:
    """The path of a file of SQLite, or the address of a database of PostgreSQL."""
    if isinstance(location, Path):
        return location
    if location.startswith(_SQLITE):
        return Path(location.removeprefix(_SQLITE))
    scheme, separator, _ = location.partition("://")
    if not separator:
        return Path(location)
    if scheme not in _POSTGRES:
        raise StoreUnavailable(
            f"There is no database of the kind {scheme}://: write sqlite:///PATH or postgresql://USER@HOST/DATABASE"
        )
    return location
