"""Views kept up with the log: every event counts once, and a stored row equals a fresh replay."""

from collections.abc import Iterable, Iterator, Mapping

import pytest

from adapters.sql.sqlite_store import SqliteStore
from adapters.sql.storage import Storage
from adapters.sql.views import Views
from engine.engine import Engine
from engine.projections import Checkpoint, Row, catch_up, differences, rebuild
from events.envelope import Recorded
from tests.engine.lending import Lend, Shelve, ShowCard


class WhereBooksAre:
    """One row a book that is lent; a book on its shelf has none."""

    name = "lent_books"

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def touched(self, record: Recorded) -> Iterable[str]:
        return (record.stream,)

    def row(self, key: str) -> Row | None:
        book = self._engine.load(key).state
        return {"book": book.id} if book.stage == "lent" else None


@pytest.fixture
def views(storage: Storage) -> Iterator[Views]:
    views = Views(storage)
    yield views
    views.close()


@pytest.fixture
def view(engine: Engine) -> WhereBooksAre:
    return WhereBooksAre(engine)


def lend(engine: Engine, *books: str) -> None:
    for book in books:
        engine.execute_now(Shelve(id=f"shelve-{book}", actor="lib", book=book))
        engine.execute_now(ShowCard(id=f"card-{book}", actor="lib", book=book))
        engine.execute_now(Lend(id=f"lend-{book}", actor="lib", book=book, reader="Ada"))


def test_a_view_catches_up_with_the_log_and_remembers_how_far(
    engine: Engine, store: SqliteStore, views: Views, view: WhereBooksAre
) -> None:
    lend(engine, "emma")
    engine.execute_now(Shelve(id="s", actor="lib", book="persuasion"))

    assert catch_up(view, store, views) == 4
    assert views.live(view.name) == Checkpoint(1, 4)
    assert list(views.rows(view.name)) == [("book-emma", {"book": "emma"})]


def test_an_empty_page_is_live(store: SqliteStore, views: Views, view: WhereBooksAre) -> None:
    assert catch_up(view, store, views) == 0
    assert list(views.rows(view.name)) == []


def test_rows_and_checkpoint_are_written_together_or_not_at_all(views: Views) -> None:
    with pytest.raises(TypeError):
        views.write("v", views.live("v"), 5, {"good": {"a": 1}, "bad": {"b": object()}})

    assert (views.live("v"), list(views.rows("v"))) == (Checkpoint(1, 0), [])


def test_of_two_readers_that_meet_one_writes(views: Views) -> None:
    before = views.live("v")

    assert views.write("v", before, 3, {"k": {"n": 1}})
    assert not views.write("v", before, 2, {"k": {"n": 99}})
    assert (views.live("v"), dict(views.rows("v"))) == (Checkpoint(1, 3), {"k": {"n": 1}})


def test_a_reader_that_was_overtaken_goes_on_from_where_the_other_came(
    engine: Engine, store: SqliteStore, views: Views, view: WhereBooksAre
) -> None:
    lend(engine, "emma")

    class Overtaken:
        """The other reader writes while this one works its rows out."""

        name = view.name
        touched = view.touched

        def row(self, key: str) -> Row | None:
            if views.live(view.name).position == 0:
                catch_up(view, store, views)
            return view.row(key)

    assert catch_up(Overtaken(), store, views) == 3
    assert dict(views.rows(view.name)) == {"book-emma": {"book": "emma"}}


def test_a_row_goes_when_there_is_to_be_none(views: Views) -> None:
    views.write("v", views.live("v"), 1, {"k": {"n": 1}})
    views.write("v", views.live("v"), 2, {"k": None})

    assert list(views.rows("v")) == []


def test_a_rebuild_is_written_beside_the_live_rows_and_switched_to_at_once(
    engine: Engine, store: SqliteStore, views: Views, view: WhereBooksAre
) -> None:
    lend(engine, "emma", "persuasion")
    catch_up(view, store, views)
    seen: list[Mapping[str, Row]] = []

    class Watched:
        name = view.name
        touched = view.touched

        def row(self, key: str) -> Row | None:
            seen.append(dict(views.rows(view.name)))
            return view.row(key)

    before = dict(views.rows(view.name))
    assert rebuild(Watched(), store, views) == 6
    assert seen == [before] * 2
    assert (views.live(view.name), dict(views.rows(view.name))) == (Checkpoint(2, 6), before)


def test_what_differs_from_a_replay_is_found(
    engine: Engine, store: SqliteStore, views: Views, view: WhereBooksAre
) -> None:
    lend(engine, "emma", "persuasion")
    catch_up(view, store, views)
    tampered: dict[str, Row | None] = {
        "book-emma": {"book": "ulysses"},
        "book-persuasion": None,
        "book-x": {"book": "x"},
    }
    views.write(view.name, views.live(view.name), 6, tampered)

    found = list(differences(view, views.rows(view.name), ["book-emma", "book-persuasion"]))

    assert [(one.key, one.stored, one.replayed) for one in found] == [
        ("book-emma", {"book": "ulysses"}, {"book": "emma"}),
        ("book-persuasion", None, {"book": "persuasion"}),
        ("book-x", {"book": "x"}, None),
    ]
