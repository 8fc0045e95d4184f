"""Parked events are replayed once their cause is mended, or dropped for a reason; the checkpoint never moves for it."""

import pytest

from engine.engine import Engine
from engine.parked import Drop
from engine.parking import Replayed, drop, replay
from engine.readers import Reader
from engine.refusals import NotFound, Refused
from tests.engine.conftest import give_back, lend
from tests.engine.lending import Lend, Shelve, ShowCard
from tests.engine.lent_books import LentBooks, cannot_read, nothing_wrong

DECIDED = Drop(by="lib", reason="shelved twice by mistake", at=7)


def rows(reader: Reader) -> list[str]:
    return [key for key, _ in reader.views.rows(reader.name)]


def parked(reader: Reader) -> list[int]:
    return sorted(one.position for one in reader.standing()[1].parked.values())


def test_a_projector_with_a_bug_fixed_and_replayed(engine: Engine, reader: Reader, view: LentBooks) -> None:
    # given a bug that a lent book brings out, and readers who go on borrowing
    view.bug = cannot_read("emma", "lent")
    lend(engine, "emma", "persuasion")
    reader.run()
    give_back(engine, "emma", "ulysses")
    reader.run()
    assert (rows(reader), parked(reader)) == (["book-persuasion", "book-ulysses"], [3])

    # when the bug is fixed and the event replayed
    view.bug = nothing_wrong
    before = reader.standing()[0]
    replayed = replay(reader, 3)

    # then what waited behind it is read too, in its order, and the reader stands where it stood
    assert replayed == Replayed(events=2, parked=None)
    assert rows(reader) == ["book-persuasion", "book-ulysses"]  # emma was lent and given back
    assert parked(reader) == []
    assert reader.standing()[0].position == before.position


def test_an_event_that_still_cannot_be_read_stays_parked_and_the_tries_add_up(
    engine: Engine, reader: Reader, view: LentBooks
) -> None:
    view.bug = cannot_read("emma", "lent")
    lend(engine, "emma")
    reader.run()

    replayed = replay(reader, 3)

    assert replayed.events == 0
    assert replayed.parked is not None
    assert (replayed.parked.position, replayed.parked.tries) == (3, 10)
    assert parked(reader) == [3]


def test_where_one_behind_it_cannot_be_read_that_one_is_parked_in_its_place(
    engine: Engine, reader: Reader, view: LentBooks
) -> None:
    view.bug = cannot_read("emma", "shelved", card_shown=False)
    engine.execute_now(Shelve(id="shelve", actor="lib", book="emma"))
    reader.run()
    engine.execute_now(ShowCard(id="card", actor="lib", book="emma"))
    engine.execute_now(Lend(id="lend", actor="lib", book="emma", reader="Ada"))
    reader.run()
    assert parked(reader) == [1]
    view.bug = cannot_read("emma", "lent")

    replayed = replay(reader, 1)

    assert replayed.events == 2
    assert parked(reader) == [3]


def test_a_dropped_event_is_left_out_and_what_waited_behind_it_is_read(
    engine: Engine, reader: Reader, view: LentBooks
) -> None:
    view.bug = cannot_read("emma", "lent")
    lend(engine, "emma")
    reader.run()
    engine.execute_now(ShowCard(id="again", actor="lib", book="emma"))
    reader.run()

    dropped = drop(reader, 3, DECIDED)

    assert dropped == Replayed(events=1, parked=None)
    assert (rows(reader), parked(reader)) == ([], [])  # as if it had never been lent
    lend(engine, "persuasion")
    assert reader.run().parked == 0


def test_who_dropped_an_event_and_why_stays_on_record_and_is_taken_into_a_rebuild(
    engine: Engine, reader: Reader, view: LentBooks
) -> None:
    view.bug = cannot_read("emma", "lent")
    lend(engine, "emma")
    reader.run()
    drop(reader, 3, DECIDED)

    fresh = reader.views.begin(reader.name)

    for generation in (1, fresh.generation):
        (entry,) = reader.standing(generation)[1].entries.values()
        assert (entry.position, entry.fault.error, entry.drop) == (3, "Bug", DECIDED)


def test_a_drop_is_taken_back_by_a_replay(engine: Engine, reader: Reader, view: LentBooks) -> None:
    view.bug = cannot_read("emma", "lent")
    lend(engine, "emma")
    reader.run()
    drop(reader, 3, DECIDED)
    view.bug = nothing_wrong

    replay(reader, 3)

    assert rows(reader) == ["book-emma"]
    assert reader.standing()[1].entries == {}


def test_a_drop_that_cannot_be_taken_back_yet_stays(engine: Engine, reader: Reader, view: LentBooks) -> None:
    view.bug = cannot_read("emma", "lent")
    lend(engine, "emma")
    reader.run()
    drop(reader, 3, DECIDED)

    replay(reader, 3)

    (entry,) = reader.standing()[1].entries.values()
    assert (entry.drop, parked(reader)) == (DECIDED, [])


def test_only_what_is_parked_can_be_replayed_or_dropped(engine: Engine, reader: Reader, view: LentBooks) -> None:
    view.bug = cannot_read("emma", "lent")
    lend(engine, "emma")
    reader.run()

    with pytest.raises(NotFound, match="position 2 is not parked in lent_books; parked are 3"):
        replay(reader, 2)
    with pytest.raises(NotFound):
        drop(reader, 2, DECIDED)
    with pytest.raises(Refused, match="say with --reason why"):
        drop(reader, 3, DECIDED._replace(reason=" "))
    drop(reader, 3, DECIDED)
    with pytest.raises(Refused, match="was dropped from lent_books already"):
        drop(reader, 3, DECIDED)
