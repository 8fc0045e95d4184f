"""Whether a PostgreSQL database has the schema that this code reads and writes."""

import psycopg

from adapters.sql import schema
from adapters.sql.postgres_connections import Connection
from events.store import StoreDamaged

_REVISION = b"SELECT version_num FROM alembic_version"
_TABLES = b"SELECT 1 FROM pg_tables WHERE schemaname = current_schema() LIMIT 1"


def known_revision(connection: Connection, where: str) -> str | None:
    """The revision that the database stands at; None where it is empty.

    Raises `StoreDamaged` where it holds something else, `StoreUnavailable` where it was made by a newer Homeport,
    `psycopg.Error` where it cannot be read.
    """
    try:
        row = connection.execute(_REVISION).fetchone()
    except psycopg.errors.UndefinedTable:
        if connection.execute(_TABLES).fetchone():
            raise StoreDamaged(f"{where} holds something else than a log of Homeport: name another") from None
        return None
    if row is None:
        raise StoreDamaged(f"{where} is not a log of Homeport: restore it from a backup")
    revision: str = row[0]
    if revision not in schema.REVISIONS:
        raise schema.MadeByNewer(f"{where} was made by a newer Homeport: upgrade Homeport to open it")
    return revision


def check_current(connection: Connection, where: str) -> None:
    """Raises as `known_revision`, and `StoreUnavailable` where the database is empty or older than this code."""
    revision = known_revision(connection, where)
    if revision is None:
        raise schema.Outdated(f"{where} holds no tables of Homeport yet: make them with homeport database migrate")
    if revision != schema.REVISIONS[-1]:
        raise schema.Outdated(
            f"{where} was made by an older Homeport: make a backup, then run homeport database migrate"
        )
