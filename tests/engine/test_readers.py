"""A reader parks what it cannot read: the event's own stream waits for it, in this view, and no other does."""

from collections.abc import Callable

import pytest

from adapters.sql.sqlite_store import SqliteStore
from adapters.sql.views import Views
from engine.engine import Engine
from engine.faults import Fault
from engine.folding import Fold
from engine.parked import Drop
from engine.parking import Replayed, drop, replay, waiting
from engine.projections import Checkpoint
from engine.readers import PAUSES, Lag, Progress, Reader
from engine.refusals import NotFound, Refused
from events.store import StoreDamaged, StoreUnavailable
from tests.engine.conftest import NOON, lend
from tests.engine.lending import Lend, Shelve, Swap
from tests.engine.lent_books import LentBooks


class Bug(Exception):
    """Its text is never kept."""


def cannot_read_lent(book: str) -> Callable[[str, Fold], None]:
    """A projector with a bug: it fails on a book once it is lent."""

    def fail(key: str, fold: Fold) -> None:
        if key == f"book-{book}" and fold(key).stage == "lent":
            raise Bug("Ada Synthetic")

    return fail


def rows(reader: Reader) -> list[str]:
    return [key for key, _ in reader.views.rows(reader.name)]


def parked(reader: Reader) -> list[int]:
    return sorted(one.position for one in reader.standing()[1].parked.values())


def test_an_event_that_cannot_be_read_is_parked_and_the_other_streams_go_on(
    engine: Engine, reader: Reader, view: LentBooks
) -> None:
    view.bug = cannot_read_lent("emma")
    lend(engine, "emma", "persuasion")

    assert reader.run() == Progress(position=6, events=6, parked=1)
    assert rows(reader) == ["book-persuasion"]
    assert parked(reader) == [3]


def test_a_parked_event_says_what_failed_and_where_but_never_the_words_of_the_error(
    engine: Engine, reader: Reader, view: LentBooks
) -> None:
    view.bug = cannot_read_lent("emma")
    lend(engine, "emma")
    reader.run()

    (entry,) = reader.standing()[1].parked.values()

    assert (entry.stream, entry.version, entry.type) == ("book-emma", 3, "book.moved")
    assert (entry.fault.error, entry.since) == ("Bug", NOON)
    assert entry.fault.place.startswith("engine.")
    assert "Ada" not in str(entry)


def test_rows_of_a_held_stream_keep_their_last_good_state(engine: Engine, reader: Reader, view: LentBooks) -> None:
    lend(engine, "emma")
    reader.run()
    view.bug = lambda key, fold: fail_if(fold(key).stage == "shelved")
    lend(engine, "persuasion")
    engine.execute_now(Swap(id="swap", actor="lib", back="emma", out="persuasion", reader="Bo"))


def fail_if(wrong: bool) -> None:
    if wrong:
        raise Bug


def test_later_events_of_a_held_stream_wait_behind_it(engine: Engine, reader: Reader, view: LentBooks) -> None:
    view.bug = cannot_read_lent("emma")
    lend(engine, "emma", "persuasion")
    reader.run()
    engine.execute_now(Swap(id="swap", actor="lib", back="emma", out="emma-2", reader="Bo")) if False else None
    view.bug = lambda key, fold: None
    lend(engine, "ulysses")

    assert reader.run() == Progress(position=9, events=3, parked=0)
