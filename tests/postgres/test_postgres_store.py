"""The PostgreSQL store keeps the contract, with no other rights than an application's."""

from collections.abc import Callable

import pytest

from adapters.sql import opening
from events.store import EventStore
from tests.contracts.event_store import EventStoreContract


def open_store(location: str, log: str, clock: Callable[[], int]) -> EventStore:
    return opening.open_store(location, log, clock)


class TestPostgresStore(EventStoreContract):
    opener = "tests.postgres.test_postgres_store:open_store"

    @pytest.fixture
    def location(self, application: str) -> str:
        return application
