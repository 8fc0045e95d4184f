"""A log on a real PostgreSQL."""

from collections.abc import Iterator

import psycopg
import pytest

from adapters.sql.postgres_store import PostgresStore
from tests.contracts.event_store_case import SetClock
from tests.servers.databases import Databases


@pytest.fixture
def database(databases: Databases) -> Iterator[str]:
    """The address of a database that holds an empty log, for its owner."""
    url = databases.migrated()
    yield url
    databases.drop(url)


@pytest.fixture
def application(databases: Databases, database: str) -> str:
    """The address of the same database for an application."""
    return databases.as_application(database)


@pytest.fixture
def log(application: str) -> Iterator[PostgresStore]:
    """The log in that database, open."""
    store = PostgresStore(application, "site-1", SetClock())
    yield store
    store.close()


@pytest.fixture
def owner(database: str) -> Iterator[psycopg.Connection]:
    """A connection of the owner of that database, past Homeport."""
    with psycopg.connect(database, autocommit=True) as connection:
        yield connection
