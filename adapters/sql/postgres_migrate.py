"""Makes a log's tables in a PostgreSQL database, or brings them up to date, by the migrations beside this file."""

from typing import cast

import psycopg
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from adapters.sql.migrate import upgrade
from adapters.sql.postgres_connections import connect, explained, place
from adapters.sql.postgres_schema import known_revision

# By the server's clock, a while before anything is recorded in them.
_YEARS = "SELECT make_event_years(extract(year FROM now() AT TIME ZONE 'UTC')::integer + 2)"
_ONE_AT_A_TIME = "SELECT pg_advisory_xact_lock(hashtext('homeport migrations'))"


def migrate_postgres(url: str) -> None:
    """Makes the tables in an existing, empty database; else applies the migrations it lacks, all or none.

    Each time, the tables of the years to come are made that are not there yet. The role of `url` becomes the owner of
    what is made: applications are better given another, by `adapters.sql.postgres_roles`. Raises `StoreUnavailable`
    where the database cannot be reached or changed or was made by a newer Homeport, `StoreDamaged` where it holds
    something else than a log of ours.
    """
    where = place(url)
    try:
        with connect(url) as connection:
            known_revision(connection, where)
            connection.autocommit = False  # all or none
            engine = create_engine("postgresql+psycopg://", creator=lambda: connection, poolclass=StaticPool)
            with engine.begin() as bound:
                bound.exec_driver_sql(_ONE_AT_A_TIME)
                upgrade(bound)
                bound.exec_driver_sql(_YEARS)
    except psycopg.Error as error:
        raise explained(error, where) from None
    except DBAPIError as error:
        raise explained(cast(psycopg.Error, error.orig), where) from None
