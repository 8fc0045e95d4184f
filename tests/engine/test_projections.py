"""Views kept up with the log: every event counts once, and a stored row equals a fresh replay."""

from collections.abc import Mapping

import pytest

from adapters.sql.views import Views
from engine.engine import Engine
from engine.folding import Fold
from engine.projections import Checkpoint, Row, differences
from engine.readers import Progress, Reader
from engine.rebuilding import rebuild
from tests.engine.conftest import lend
from tests.engine.lending import Shelve
from tests.engine.lent_books import LentBooks


def test_a_view_catches_up_with_the_log_and_remembers_how_far(engine: Engine, reader: Reader, views: Views) -> None:
    lend(engine, "emma")
    engine.execute_now(Shelve(id="s", actor="lib", book="persuasion"))

    assert reader.run() == Progress(position=4, events=4, parked=0)
    assert views.live(reader.name) == Checkpoint(1, 4)
    assert list(views.rows(reader.name)) == [("book-emma", {"book": "emma"})]


def test_an_empty_page_is_live(reader: Reader, views: Views) -> None:
    assert reader.run() == Progress(position=0, events=0, parked=0)
    assert list(views.rows(reader.name)) == []


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
    engine: Engine, reader: Reader, view: LentBooks, views: Views
) -> None:
    lend(engine, "emma")
    reader.run()
    lend(engine, "persuasion")

    def another_writes_meanwhile(key: str, fold: Fold) -> None:
        view.bug = lambda key, fold: None
        reader.run()

    view.bug = another_writes_meanwhile

    assert reader.run().position == 6
    assert dict(views.rows(view.name)) == {
        "book-emma": {"book": "emma"},
        "book-persuasion": {"book": "persuasion"},
    }


def test_a_row_goes_when_there_is_to_be_none(views: Views) -> None:
    views.write("v", views.live("v"), 1, {"k": {"n": 1}})
    views.write("v", views.live("v"), 2, {"k": None})

    assert list(views.rows("v")) == []


def test_a_rebuild_is_written_beside_the_live_rows_and_switched_to_at_once(
    engine: Engine, reader: Reader, view: LentBooks, views: Views
) -> None:
    lend(engine, "emma", "persuasion")
    reader.run()
    before = dict(views.rows(view.name))
    seen: list[Mapping[str, Row]] = []
    view.bug = lambda key, fold: seen.append(dict(views.rows(view.name)))

    assert rebuild(reader) == 6
    assert seen == [before] * 4  # two rows, each worked out once and verified once
    assert (views.live(view.name), dict(views.rows(view.name))) == (Checkpoint(2, 6), before)


def test_what_differs_from_a_replay_is_found(engine: Engine, reader: Reader, view: LentBooks, views: Views) -> None:
    lend(engine, "emma", "persuasion")
    reader.run()
    tampered: dict[str, Row | None] = {
        "book-emma": {"book": "ulysses"},
        "book-persuasion": None,
        "book-x": {"book": "x"},
    }
    views.write(view.name, views.live(view.name), 6, tampered)

    found = list(differences(view, reader.folds.seen(), views.rows(view.name), ["book-emma", "book-persuasion"]))

    assert [(one.key, one.stored, one.replayed) for one in found] == [
        ("book-emma", {"book": "ulysses"}, {"book": "emma"}),
        ("book-persuasion", None, {"book": "persuasion"}),
        ("book-x", {"book": "x"}, None),
    ]
