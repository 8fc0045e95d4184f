"""What tests of several folders share: a real PostgreSQL, and a place for tables on either database."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.sql.storage import Storage
from tests.servers.databases import Databases
from tests.servers.postgres import PostgresServer


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Makes databases on a server that no test stops: run from its package, or at HOMEPORT_TEST_DATABASE_URL.

    The role in HOMEPORT_TEST_DATABASE_URL must be a superuser.
    """
    if url := os.environ.get("HOMEPORT_TEST_DATABASE_URL"):
        databases = Databases(url)
        yield databases
        databases.drop_all()
    else:
        with PostgresServer() as server:
            yield Databases(server.url())


@pytest.fixture(params=["sqlite", "postgresql"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Storage]:
    """Where the tables of `site-1` lie: a folder of SQLite files, then a PostgreSQL as an application may use it."""
    if request.param == "sqlite":
        yield Storage("site-1", tmp_path)
        return
    databases: Databases = request.getfixturevalue("databases")
    url = databases.migrated()
    yield Storage("site-1", databases.as_application(url))
    databases.drop(url)
