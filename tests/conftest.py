"""What tests of several folders share: a real PostgreSQL, and a place for tables on either database."""

import logging
import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

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


@pytest.fixture(autouse=True)
def as_if_alone_in_the_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Takes back how a server or worker that a test started here has the whole process log.

    Nor does it matter how wide the terminal is that whoever runs the tests says they have.
    """
    monkeypatch.delenv("COLUMNS", raising=False)
    for module, hook in ((sys, "excepthook"), (sys, "unraisablehook"), (threading, "excepthook")):
        monkeypatch.setattr(module, hook, getattr(module, hook))
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture(params=["sqlite", "postgresql"])
def lies_in(request: pytest.FixtureRequest) -> Iterator[str | None]:
    """What a site lies in: None for files, then the address of a PostgreSQL as an application may use it."""
    if request.param == "sqlite":
        yield None
        return
    databases: Databases = request.getfixturevalue("databases")
    url = databases.migrated()
    yield databases.as_application(url)
    databases.drop(url)


@pytest.fixture
def storage(lies_in: str | None, tmp_path: Path) -> Storage:
    """Where the tables of `site-1` lie."""
    return Storage("site-1", lies_in or tmp_path)
