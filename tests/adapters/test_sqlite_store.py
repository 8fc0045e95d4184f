"""The SQLite store keeps the contract."""

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.sql.sqlite_store import SqliteStore
from tests.contracts.event_store import EventStoreContract


def open_store(location: str, log: str, clock: Callable[[], int]) -> SqliteStore:
    return SqliteStore(Path(location), log, clock)


class TestSqliteStore(EventStoreContract):
    opener = "tests.adapters.test_sqlite_store:open_store"

    @pytest.fixture
    def location(self, database: Path) -> str:
        return str(database)
