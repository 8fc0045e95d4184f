"""A log in a file, for the tests of what is SQLite's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.sql.migrate import migrate
from adapters.sql.sqlite_store import SqliteStore
from tests.contracts.event_store_case import SetClock


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """The file of an empty log."""
    path = tmp_path / "log.db"
    migrate(path)
    return path


@pytest.fixture
def log(database: Path) -> Iterator[SqliteStore]:
    """The log in that file, open."""
    store = SqliteStore(database, "site-1", SetClock())
    yield store
    store.close()
