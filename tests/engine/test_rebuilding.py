"""A view is written anew beside the live one, verified, switched to in one row, and switched back."""

from itertools import count

import pytest

from engine.engine import Engine
from engine.folding import Fold
from engine.parking import drop
from engine.readers import Reader
from engine.rebuilding import drop_previous, rebuild, switch_back
from engine.refusals import NotFound, Refused
from tests.engine.conftest import lend
from tests.engine.lent_books import LentBooks, cannot_read
from tests.engine.test_parking import DECIDED


def rows(reader: Reader) -> list[str]:
    return [key for key, _ in reader.views.rows(reader.name)]


def test_the_generation_before_is_kept_and_gone_back_to_once_it_has_caught_up(engine: Engine, reader: Reader) -> None:
    lend(engine, "emma")
    reader.run()
    rebuild(reader)
    lend(engine, "persuasion")
    reader.run()
    assert (reader.views.live(reader.name).generation, reader.views.previous(reader.name)) == (2, 1)

    back = switch_back(reader)

    assert (back.generation, back.position) == (1, 6)
    assert rows(reader) == ["book-emma", "book-persuasion"]
    assert switch_back(reader).generation == 2  # and forward again


def test_going_back_gives_the_rows_that_the_old_code_made(engine: Engine, reader: Reader, view: LentBooks) -> None:
    lend(engine, "emma")
    reader.run()
    view.row = lambda key, fold: {"worse": True}  # type: ignore[method-assign]
    rebuild(reader)

    switch_back(reader)

    assert list(reader.views.rows(reader.name)) == [("book-emma", {"book": "emma"})]


def test_a_third_generation_takes_the_place_of_the_first(engine: Engine, reader: Reader) -> None:
    lend(engine, "emma")
    rebuild(reader)
    rebuild(reader)

    assert (reader.views.live(reader.name).generation, reader.views.previous(reader.name)) == (3, 2)
    assert reader.views.at(reader.name, 1) is None


def test_the_generation_before_is_dropped_on_request(engine: Engine, reader: Reader) -> None:
    lend(engine, "emma")
    rebuild(reader)

    assert drop_previous(reader) == 1
    with pytest.raises(NotFound, match="no other generation of lent_books is kept"):
        switch_back(reader)
    with pytest.raises(NotFound):
        drop_previous(reader)
    assert rows(reader) == ["book-emma"]


def test_a_rebuild_that_cannot_read_an_event_leaves_everything_as_it_was(
    engine: Engine, reader: Reader, view: LentBooks
) -> None:
    lend(engine, "emma")
    reader.run()
    view.bug = cannot_read("emma", "lent")

    with pytest.raises(Refused, match=r"cannot read position 3 \(Bug at engine.+stays as it was"):
        rebuild(reader)

    assert (rows(reader), reader.views.live(reader.name).generation) == (["book-emma"], 1)
    assert reader.views.at(reader.name, 2) is None


def test_a_rebuild_leaves_out_what_was_dropped(engine: Engine, reader: Reader, view: LentBooks) -> None:
    view.bug = cannot_read("emma", "lent")
    lend(engine, "emma", "persuasion")
    reader.run()
    drop(reader, 3, DECIDED)

    assert rebuild(reader) == 6
    assert rows(reader) == ["book-persuasion"]


def test_a_rebuild_whose_rows_are_not_what_a_replay_gives_is_not_switched_to(
    engine: Engine, reader: Reader, view: LentBooks
) -> None:
    lend(engine, "emma")
    reader.run()
    looks = count()
    view.row = lambda key, fold: {"looks": next(looks)}  # type: ignore[method-assign]  # draws on more than the log

    with pytest.raises(Refused, match=r"rows differ from the log \(book-emma\)"):
        rebuild(reader)
    assert (rows(reader), reader.views.live(reader.name).generation) == (["book-emma"], 1)


def test_what_is_recorded_while_a_rebuild_runs_is_in_it(engine: Engine, reader: Reader, view: LentBooks) -> None:
    lend(engine, "emma")

    def meanwhile(key: str, fold: Fold) -> None:
        view.bug = lambda key, fold: None
        lend(engine, "persuasion")

    view.bug = meanwhile

    assert rebuild(reader) == 6
    assert rows(reader) == ["book-emma", "book-persuasion"]


def test_of_two_rebuilds_that_meet_the_first_done_is_switched_to(
    engine: Engine, reader: Reader, view: LentBooks
) -> None:
    lend(engine, "emma")

    def another(key: str, fold: Fold) -> None:
        view.bug = lambda key, fold: None
        rebuild(reader)

    view.bug = another

    with pytest.raises(Refused, match="another rebuild of lent_books came in between; run it again"):
        rebuild(reader)
    assert (rows(reader), reader.views.live(reader.name).generation) == (["book-emma"], 3)
