from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from adapters.keys.file_keys import FileKeys
from adapters.sql.migrate import migrate
from adapters.sql.sqlite_store import SqliteStore
from adapters.sql.storage import Storage
from adapters.sql.views import Views
from engine.engine import Engine
from engine.folding import Folds
from engine.projections import View
from engine.readers import Reader
from events.store import EventStore
from tests.engine.lending import Lend, Lending, Shelve, ShowCard, Swap
from tests.engine.lent_books import LentBooks

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


@pytest.fixture
def views(storage: Storage) -> Iterator[Views]:
    views = Views(storage)
    yield views
    views.close()


@pytest.fixture
def view() -> LentBooks:
    return LentBooks()


@pytest.fixture
def reader(engine: Engine, store: SqliteStore, views: Views, view: LentBooks) -> Reader:
    return reader_of(engine, store, views, view)


def reader_of(engine: Engine, store: EventStore, views: Views, view: View) -> Reader:
    """A reader that sleeps for nobody."""
    folds = Folds(engine.domain, store, engine.states)
    return Reader(view, store, folds, views, lambda: NOON, sleep=lambda seconds: None)


def lend(engine: Engine, *books: str) -> None:
    """Three events a book: shelved, card shown, lent."""
    for book in books:
        engine.execute_now(Shelve(id=f"shelve-{book}", actor="lib", book=book))
        engine.execute_now(ShowCard(id=f"card-{book}", actor="lib", book=book))
        engine.execute_now(Lend(id=f"lend-{book}", actor="lib", book=book, reader="Ada"))


def give_back(engine: Engine, book: str, out: str) -> None:
    """Takes a book back and lends another that was shelved just before, in one command: two streams."""
    engine.execute_now(Shelve(id=f"shelve-{out}", actor="lib", book=out))
    engine.execute_now(ShowCard(id=f"card-{out}", actor="lib", book=out))
    engine.execute_now(Swap(id=f"swap-{book}", actor="lib", back=book, out=out, reader="Bo"))
