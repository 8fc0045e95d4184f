"""A reader parks what it cannot read: the event's own stream waits for it, in this view, and no other does."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from adapters.sql.sqlite_store import SqliteStore
from adapters.sql.views import Views
from adapters.telemetry.readers import ObservedReader
from engine import readers
from engine.engine import Engine
from engine.folding import Fold
from engine.parking import waiting
from engine.projections import Checkpoint
from engine.readers import PAUSES, Lag, Progress, Reader
from events.envelope import Recorded
from events.store import EventStore, StoreDamaged, StoreError, StoreUnavailable
from tests.engine.conftest import NOON, give_back, lend, reader_of
from tests.engine.lending import ShowCard
from tests.engine.lent_books import Bug, LentBooks, cannot_read


def rows(reader: Reader) -> list[str]:
    return [key for key, _ in reader.views.rows(reader.name)]


def parked(reader: Reader) -> list[int]:
    return sorted(reader.standing()[1].entries)


def test_an_event_that_cannot_be_read_is_parked_and_the_other_streams_go_on(
    engine: Engine, reader: Reader, view: LentBooks
) -> None:
    view.bug = cannot_read("emma", "lent")
    lend(engine, "emma", "persuasion")

    assert reader.run() == Progress(position=6, events=6, parked=1)
    assert rows(reader) == ["book-persuasion"]
    assert parked(reader) == [3]


def test_a_parked_event_says_what_failed_and_where_but_none_of_the_words_of_the_error(
    engine: Engine, reader: Reader, view: LentBooks
) -> None:
    view.bug = cannot_read("emma", "lent")
    lend(engine, "emma")
    reader.run()

    (entry,) = reader.standing()[1].parked.values()

    assert (entry.stream, entry.version, entry.type, entry.since) == ("book-emma", 3, "book.moved", NOON)
    assert (entry.fault.error, entry.tries) == ("Bug", 5)
    assert entry.fault.place.startswith("engine.readers:")
    assert "Ada" not in str(entry)


def test_rows_of_a_held_stream_keep_their_last_good_state(engine: Engine, reader: Reader, view: LentBooks) -> None:
    lend(engine, "emma")
    reader.run()
    view.bug = cannot_read("emma", "shelved")
    give_back(engine, "emma", "persuasion")

    reader.run()

    assert rows(reader) == ["book-emma", "book-persuasion"]


def test_events_before_one_that_cannot_be_read_count_also_where_all_are_read_at_once(
    engine: Engine, reader: Reader, view: LentBooks
) -> None:
    def fail_once_given_back(key: str, fold: Fold) -> None:
        if (key, fold(key).stage, fold("book-persuasion").stage) == ("book-emma", "shelved", "lent"):
            raise Bug

    view.bug = fail_once_given_back
    lend(engine, "emma")
    give_back(engine, "emma", "persuasion")

    reader.run()

    assert rows(reader) == ["book-emma", "book-persuasion"]


def test_later_events_of_a_held_stream_wait_and_are_counted(engine: Engine, reader: Reader, view: LentBooks) -> None:
    view.bug = cannot_read("emma", "lent")
    lend(engine, "emma")
    reader.run()
    view.bug = lambda key, fold: None
    give_back(engine, "emma", "persuasion")
    engine.execute_now(ShowCard(id="again", actor="lib", book="emma"))

    assert reader.run().parked == 0
    at, aside = reader.standing()
    assert [(one.position, waiting(reader, one, at)) for one in aside.parked.values()] == [(3, 2)]
    assert rows(reader) == ["book-persuasion"]


def test_a_row_that_draws_on_a_held_stream_sees_it_as_it_was(
    engine: Engine, store: SqliteStore, views: Views, view: LentBooks
) -> None:
    class AllInOne:
        """One row, of all books: a bug in one of them harms them all, unless its stream is seen as it was."""

        name = "all_in_one"

        def touched(self, record: Recorded, fold: Fold) -> Sequence[str]:
            return ("all",)

        def row(self, key: str, fold: Fold) -> dict[str, str]:
            books = ("book-emma", "book-persuasion")
            for book in books:
                cannot_read("emma", "lent")(book, fold)
            return {book: fold(book).stage for book in books}

        def every(self, log: EventStore, until: int) -> None:
            return None

        def streams(self, key: str, begun: Mapping[str, Any]) -> tuple[str, ...]:
            return ()

    reader = reader_of(engine, store, views, AllInOne())
    lend(engine, "emma", "persuasion")

    assert reader.run().parked == 1
    assert dict(views.rows("all_in_one")) == {"all": {"book-emma": "shelved", "book-persuasion": "lent"}}


@pytest.mark.parametrize("error", [StoreUnavailable, StoreDamaged])
def test_a_database_that_fails_parks_nothing(
    error: type[StoreError], engine: Engine, reader: Reader, view: LentBooks
) -> None:
    def fail(key: str, fold: Fold) -> None:
        raise error("away")

    view.bug = fail
    lend(engine, "emma")

    with pytest.raises(error):
        reader.run()
    assert (reader.standing()[0], parked(reader)) == (Checkpoint(1, 0), [])


def test_a_database_that_comes_back_is_waited_for_ever_longer(
    engine: Engine, store: SqliteStore, views: Views, view: LentBooks
) -> None:
    slept: list[float] = []
    folds = reader_of(engine, store, views, view).folds
    reader = Reader(view, store, folds, views, lambda: NOON, patience=(0.1, 0.2, 0.4), sleep=slept.append)
    lend(engine, "emma")

    def away_twice(key: str, fold: Fold) -> None:
        if len(slept) < 2:
            raise StoreUnavailable("away")

    view.bug = away_twice

    assert reader.run() == Progress(position=3, events=3, parked=0)
    assert slept == [0.1, 0.2]


def test_an_error_that_passes_is_no_reason_to_park(
    engine: Engine, store: SqliteStore, views: Views, view: LentBooks
) -> None:
    slept: list[float] = []
    folds = reader_of(engine, store, views, view).folds
    reader = Reader(view, store, folds, views, lambda: NOON, sleep=slept.append)
    lend(engine, "emma")

    def fail_for_a_while(key: str, fold: Fold) -> None:
        if len(slept) < len(PAUSES):
            raise Bug

    view.bug = fail_for_a_while

    assert reader.run().parked == 0
    assert slept == list(PAUSES)
    assert rows(reader) == ["book-emma"]


def test_lag_is_what_was_not_read_and_the_age_of_the_oldest_of_it(
    engine: Engine, store: SqliteStore, views: Views, view: LentBooks
) -> None:
    now = NOON
    folds = reader_of(engine, store, views, view).folds
    reader = Reader(view, store, folds, views, lambda: now)
    lend(engine, "emma")
    reader.run()
    assert reader.lag() == Lag(0, 0.0)

    lend(engine, "persuasion")
    now = next(store.read_log(after=3)).recorded_at + 90_000_000

    assert reader.lag() == Lag(3, 90.0)


def test_a_run_that_is_told_to_stop_stops_between_two_batches(engine: Engine, reader: Reader) -> None:
    lend(engine, "emma")

    assert reader.run(go_on=lambda: False) == Progress(position=0, events=0, parked=0)
    assert reader.run().position == 3


@pytest.mark.parametrize(("stay", "reached"), [(False, 6), (True, 9)])
def test_a_run_leaves_what_is_appended_meanwhile_unless_it_is_to_stay(
    engine: Engine, reader: Reader, stay: bool, reached: int
) -> None:
    lend(engine, "emma")
    reader.run()
    books = iter(("persuasion", "sanditon"))

    def somebody_lends_another() -> bool:
        book = next(books, None)
        if book:
            lend(engine, book)
        return book is not None

    assert reader.run(go_on=somebody_lends_another, stay=stay).position == reached


@pytest.mark.parametrize("kind", [Reader, ObservedReader])
def test_a_view_too_large_for_one_turn_is_filled_in_several(
    engine: Engine, reader: Reader, kind: type[Reader], monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = kind(reader.view, reader.log, reader.folds, reader.views, reader.clock)
    monkeypatch.setattr(readers, "_AHEAD", 1)
    for book in ("emma", "persuasion", "sanditon"):
        lend(engine, book)

    def turn() -> int:
        answers = iter((True,))  # there is time to begin, and no more
        return reader.run(go_on=lambda: next(answers, False)).position

    assert [turn(), turn()] == [0, 0]
    lend(engine, "evelina")  # what comes meanwhile is read after what there was
    assert [turn(), turn()] == [9, 12]
    assert rows(reader) == ["book-emma", "book-evelina", "book-persuasion", "book-sanditon"]


def test_what_a_turn_left_undone_is_forgotten_where_another_filled_the_view(
    engine: Engine, reader: Reader, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "_AHEAD", 1)
    other = Reader(reader.view, reader.log, reader.folds, reader.views, reader.clock)
    for book in ("emma", "persuasion"):
        lend(engine, book)
    answers = iter((True,))
    reader.run(go_on=lambda: next(answers, False))
    assert reader.filling is not None

    other.run()
    reader.run()

    assert reader.filling is None
    assert rows(reader) == ["book-emma", "book-persuasion"]


def test_a_turn_that_went_by_over_an_event_that_cannot_be_read_gets_further(
    engine: Engine, reader: Reader, view: LentBooks
) -> None:
    view.bug = cannot_read("emma", "lent")
    lend(engine, "emma")
    answers = iter((True,))

    assert reader.run(go_on=lambda: next(answers, False)) == Progress(position=3, events=3, parked=1)


def test_what_an_operator_sets_aside_during_a_run_is_not_overwritten(
    engine: Engine, reader: Reader, view: LentBooks, views: Views
) -> None:
    view.bug = cannot_read("emma", "lent")
    lend(engine, "emma")
    reader.run()
    interruptions: list[int] = []

    def replayed_meanwhile(key: str, fold: Fold) -> None:
        if not interruptions:
            interruptions.append(1)
            at = views.live(view.name)
            assert views.write(view.name, at, at.position, {"book-emma": {"book": "emma"}}, {3: None})

    view.bug = replayed_meanwhile
    give_back(engine, "emma", "persuasion")

    reader.run()

    assert parked(reader) == []
    assert rows(reader) == ["book-persuasion"]  # that emma was given back no longer waits for anything
