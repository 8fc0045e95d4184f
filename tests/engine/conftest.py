from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from adapters.keys.file_keys import FileKeys
from adapters.sql.migrate import migrate
from adapters.sql.sqlite_store import SqliteStore
from engine.engine import Engine
from tests.engine.lending import Lending

NOON = 1_772_452_800_000_000


@pytest.fixture
def store(tmp_path: Path) -> Iterator[SqliteStore]:
    migrate(tmp_path / "log.db")
    ticking = count(NOON, 1_000_000)
    store = SqliteStore(tmp_path / "log.db", "library", lambda: next(ticking))
    yield store
    store.close()


@pytest.fixture
def engine(store: SqliteStore, tmp_path: Path) -> Iterator[Engine]:
    yield from _engine(store, tmp_path / "keys")


@pytest.fixture
def another_engine(engine: Engine, store: SqliteStore, tmp_path: Path) -> Iterator[Engine]:
    """A second process, so to speak: the same log and keys, a cache of its own."""
    yield from _engine(store, tmp_path / "keys")


def _engine(store: SqliteStore, folder: Path) -> Iterator[Engine]:
    if not folder.exists():
        folder.mkdir()
        FileKeys.create(folder)
    ids = count(1)
    engine = Engine(
        Lending(), store, FileKeys(folder), clock=lambda: NOON, event_ids=lambda: f"event-{id(ids)}-{next(ids)}"
    )
    yield engine
    engine.close()
