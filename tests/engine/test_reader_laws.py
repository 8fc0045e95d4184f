"""Whatever cannot be read and wherever a reader dies: mended and replayed, the view is what a fresh replay gives."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.sql.migrate import migrate
from adapters.sql.sqlite_store import SqliteStore
from adapters.sql.storage import Storage
from adapters.sql.views import Views
from engine.folding import Fold, Folds
from engine.parking import replay
from engine.projections import Row
from engine.readers import Reader
from events.envelope import Append, NewEvent, Recorded, StreamAppend
from events.event import Event
from events.store import EventStore
from tests.engine.lending import Lending

BOOKS = ("book-a", "book-b", "book-c")
SHELF = "shelf-1"
"""A stream of its own, whose events touch every row."""
Poison = frozenset[tuple[str, int]]
Step = tuple[str, int]


class Counting(Lending):
    """Counts the events of a stream, so that a row tells how often each was counted."""

    def initial(self, stream: str) -> Any:
        return 0

    def evolve(self, state: Any, news: Iterable[tuple[Recorded, Event]]) -> Any:
        return state + sum(1 for _ in news)


class Died(BaseException):
    """The process is gone: nothing handles this."""


class Counts:
    """One row a book: its events, and those of the shelf."""

    name = "counts"

    def __init__(self) -> None:
        self.poison: Poison = frozenset()

    def touched(self, record: Recorded, fold: Fold) -> Sequence[str]:
        if (record.stream, record.version) in self.poison:
            raise ValueError
        return BOOKS if record.stream == SHELF else (record.stream,)

    def row(self, key: str, fold: Fold) -> Row | None:
        book, shelf = fold(key), fold(SHELF)
        if any(stream == key and book >= version for stream, version in self.poison):
            raise ValueError
        return {"book": book, "shelf": shelf}

    def every(self, log: EventStore, until: int) -> None:
        return None

    def streams(self, key: str, begun: Mapping[str, Any]) -> tuple[str, ...]:
        return (key, SHELF)


class Dying(Views):
    """Dies at a write: before it, or after it and before anybody hears of it."""

    deaths: Iterator[str] = iter(())

    def write(self, *arguments: Any, **more: Any) -> bool:
        death = next(self.deaths, "")
        if death == "before":
            raise Died
        written = super().write(*arguments, **more)
        if death == "after":
            raise Died
        return written


@pytest.fixture(scope="module")
def empty_log() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        migrate(Path(folder) / "log.db")
        yield Path(folder) / "log.db"


@contextmanager
def world(empty_log: Path) -> Iterator[tuple[SqliteStore, Dying, Counts, Reader]]:
    """A log, a view of it, and a reader, in a folder of their own."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(empty_log, Path(folder) / "log.db")
        ticking = count(1_772_452_800_000_000)
        store = SqliteStore(Path(folder) / "log.db", "library", lambda: next(ticking))
        views, view = Dying(Storage("library", Path(folder))), Counts()
        domain = Counting()

        def now(streams: Sequence[str]) -> dict[str, int]:
            return {stream: sum(1 for _ in store.read_stream(stream)) for stream in streams}

        folds = Folds(domain, store, now)
        try:
            yield store, views, view, Reader(view, store, folds, views, lambda: 0, sleep=lambda _: None)
        finally:
            store.close()
            views.close()


def append(store: SqliteStore, stream: str, version: int) -> None:
    event = NewEvent(f"{stream}-{version}", "book.card_shown", 1, 0, 0, b"{}", None)
    part = StreamAppend(stream, version, (event,))
    store.append([Append(f"c-{stream}-{version}", b"", "lib", "c", None, (part,))])


def run(reader: Reader) -> None:
    """Runs the reader; where its process dies, the next one goes on."""
    while True:
        try:
            reader.run()
        except Died:
            continue
        return


def counted(store: SqliteStore) -> dict[str, Row]:
    """What a fresh replay gives."""
    events = {stream: sum(1 for _ in store.read_stream(stream)) for stream in (*BOOKS, SHELF)}
    touched = [book for book in BOOKS if events[book] or events[SHELF]]
    return {book: {"book": events[book], "shelf": events[SHELF]} for book in touched}


HISTORY = st.lists(st.sampled_from((*BOOKS, SHELF)), max_size=14)
POISON = st.frozensets(st.tuples(st.sampled_from((*BOOKS, SHELF)), st.integers(1, 5)), max_size=4)
READS = st.lists(st.booleans(), min_size=14, max_size=14)
DEATHS = st.lists(st.sampled_from(("", "before", "after")), max_size=8)


@settings(max_examples=40)
@given(history=HISTORY, poison=POISON, reads=READS, deaths=DEATHS)
def test_mended_and_replayed_each_event_counts_once_and_meanwhile_no_other_stream_waits(
    history: list[str], poison: Poison, reads: list[bool], deaths: list[str], empty_log: Path
) -> None:
    with world(empty_log) as (store, views, view, reader):
        view.poison, views.deaths = poison, iter(deaths)
        versions: dict[str, int] = {}
        for stream, read in zip(history, reads, strict=False):
            append(store, stream, versions.get(stream, 0))
            versions[stream] = versions.get(stream, 0) + 1
            if read:
                run(reader)
        run(reader)

        at, aside = reader.standing()
        stored, fresh = dict(views.rows(view.name)), counted(store)
        assert at.position == len(history)
        assert set(aside.parked) == {stream for stream, version in poison if version <= versions.get(stream, 0)}
        for book in BOOKS:
            if book not in aside.parked and SHELF not in aside.parked:
                assert stored.get(book) == fresh.get(book)

        view.poison = frozenset()
        for entry in aside.parked.values():
            while True:
                try:
                    replay(reader, entry.position)
                except Died:
                    if entry.position in reader.standing()[1].entries:
                        continue
                break

        assert dict(views.rows(view.name)) == fresh
        assert reader.standing()[1].entries == {}
        assert reader.standing()[0].position == len(history)


@settings(max_examples=40)
@given(history=HISTORY, poison=POISON, reads=READS)
def test_one_by_one_or_all_at_once_the_same_events_are_parked(
    history: list[str], poison: Poison, reads: list[bool], empty_log: Path
) -> None:
    found = []
    for every in (True, False):
        with world(empty_log) as (store, _, view, reader):
            view.poison = poison
            versions: dict[str, int] = {}
            for stream, read in zip(history, reads, strict=False):
                append(store, stream, versions.get(stream, 0))
                versions[stream] = versions.get(stream, 0) + 1
                if every and read:
                    reader.run()
            reader.run()
            found.append(sorted(reader.standing()[1].entries))

    assert found[0] == found[1]
