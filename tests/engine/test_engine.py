import asyncio
from pathlib import Path

import pytest

from adapters.sql.sqlite_store import SqliteStore
from engine.engine import Engine
from engine.refusals import CommandIdReused, Refused, RequirementsUnmet, StaleVersion, WrongStage
from events.envelope import Receipt
from events.store import StoreDamaged
from tests.cli.tampering import alter
from tests.engine.lending import BookMoved, Lend, Shelve, ShowCard, Swap


def shelve(book: str, number: int = 1) -> Shelve:
    return Shelve(id=f"shelve-{book}-{number}", actor="lib", book=book)


def show_card(book: str) -> ShowCard:
    return ShowCard(id=f"card-{book}", actor="lib", book=book)


def lend(book: str, *, reader: str = "Ada", number: int = 1, version: int | None = None) -> Lend:
    return Lend(id=f"lend-{book}-{number}", actor="lib", book=book, reader=reader, expected_version=version)


def ready(engine: Engine, *books: str) -> None:
    for book in books:
        engine.execute_now(shelve(book))
        engine.execute_now(show_card(book))


def test_a_command_is_decided_appended_and_answered_with_a_receipt(engine: Engine, store: SqliteStore) -> None:
    receipt = engine.execute_now(shelve("emma"))

    assert (receipt.position, receipt.events, dict(receipt.versions)) == (1, 1, {"book-emma": 1})
    assert [record.type for record in store.read_stream("book-emma")] == ["book.shelved"]


@pytest.mark.parametrize("version", [None, 2])
def test_a_stream_whose_events_end_before_where_it_is_said_to_stand_is_damaged_and_not_busy(
    engine: Engine, another_engine: Engine, store: SqliteStore, tmp_path: Path, version: int | None
) -> None:
    ready(engine, "emma")
    engine.execute_now(lend("emma"))
    alter(tmp_path / "log.db", "DELETE FROM events WHERE stream = 'book-emma' AND version > 2")

    with pytest.raises(StoreDamaged, match=r"book emma is said to stand at version 3, and its events end at 2; home"):
        another_engine.execute_now(lend("emma", number=2, version=version))


def test_a_retry_gets_the_first_receipt_and_changes_nothing(engine: Engine, store: SqliteStore) -> None:
    ready(engine, "emma")
    first = engine.execute_now(lend("emma"))

    assert engine.execute_now(lend("emma")) == first
    assert store.head().position == 3


def test_a_retry_is_answered_by_another_process_too(engine: Engine, another_engine: Engine) -> None:
    ready(engine, "emma")

    assert another_engine.execute_now(lend("emma")) == engine.execute_now(lend("emma"))


def test_the_same_id_with_other_content_is_refused(engine: Engine, store: SqliteStore) -> None:
    ready(engine, "emma")
    engine.execute_now(lend("emma", reader="Ada"))

    with pytest.raises(CommandIdReused):
        engine.execute_now(lend("emma", reader="Grace"))
    assert store.head().position == 3


def test_an_unmet_requirement_refuses_and_says_what_would_meet_it(engine: Engine, store: SqliteStore) -> None:
    engine.execute_now(shelve("emma"))

    with pytest.raises(RequirementsUnmet) as refused:
        engine.execute_now(lend("emma"))
    assert [(one.code, one.remedy) for one in refused.value.unmet] == [("card", "show a card")]
    assert store.head().position == 1


def test_a_stale_expected_version_is_refused_with_the_version_that_stands(engine: Engine) -> None:
    ready(engine, "emma")

    with pytest.raises(StaleVersion) as refused:
        engine.execute_now(lend("emma", version=1))
    assert (refused.value.expected, refused.value.actual) == (1, 2)


def test_a_refusal_is_given_on_what_the_log_says_now(engine: Engine, another_engine: Engine) -> None:
    engine.execute_now(shelve("emma"))
    another_engine.execute_now(show_card("emma"))

    assert engine.execute_now(lend("emma", version=2)).versions == {"book-emma": 3}


def test_what_was_appended_is_folded_as_the_log_would_give_it(engine: Engine, another_engine: Engine) -> None:
    ready(engine, "emma", "persuasion")
    engine.execute_now(lend("emma"))
    engine.execute_now(Swap(id="swap", actor="lib", back="emma", out="persuasion", reader="Ada"))

    for book in ("book-emma", "book-persuasion"):
        assert engine._cache[book] == another_engine.load(book)


def test_a_conflict_is_decided_again_on_what_is_new(engine: Engine, another_engine: Engine) -> None:
    engine.execute_now(shelve("emma"))
    another_engine.load("book-emma")
    engine.execute_now(show_card("emma"))

    assert another_engine.execute_now(lend("emma")).versions == {"book-emma": 3}


def test_several_streams_move_together(engine: Engine) -> None:
    ready(engine, "emma", "persuasion")
    engine.execute_now(lend("emma"))

    receipt = engine.execute_now(Swap(id="swap", actor="lib", back="emma", out="persuasion", reader="Ada"))

    assert dict(receipt.versions) == {"book-persuasion": 3, "book-emma": 4}


def test_several_streams_stay_together_when_one_refuses(engine: Engine, store: SqliteStore) -> None:
    ready(engine, "emma", "persuasion")

    with pytest.raises(WrongStage):
        engine.execute_now(Swap(id="swap", actor="lib", back="emma", out="persuasion", reader="Ada"))
    assert store.head().position == 4


def test_personal_fields_are_sealed_in_the_log_and_opened_for_those_who_may_read(
    engine: Engine, store: SqliteStore
) -> None:
    ready(engine, "emma")
    engine.execute_now(lend("emma", reader="Ada Canary"))

    record = list(store.read_stream("book-emma"))[-1]
    assert b"Canary" not in record.data + (record.sealed or b"")
    opened = [event for _, event in engine.opened("book-emma")][-1]
    assert opened == BookMoved(to="lent", reader="Ada Canary")


def test_the_folded_state_never_holds_what_is_sealed(engine: Engine) -> None:
    ready(engine, "emma")
    engine.execute_now(lend("emma", reader="Ada Canary"))

    assert "Canary" not in repr(engine.load("book-emma"))


async def test_many_tasks_share_commits_and_each_gets_its_own_receipt(engine: Engine, store: SqliteStore) -> None:
    books = [f"b{number}" for number in range(50)]

    receipts = await asyncio.gather(*(engine.execute(shelve(book)) for book in books))

    assert sorted(receipt.position for receipt in receipts) == list(range(1, 51))
    assert store.head().position == 50


async def test_tasks_that_want_the_same_book_leave_one_with_it(engine: Engine) -> None:
    ready(engine, "emma")

    answers = await asyncio.gather(
        *(engine.execute(lend("emma", number=number)) for number in range(8)), return_exceptions=True
    )

    assert sum(isinstance(answer, Receipt) for answer in answers) == 1
    assert sum(isinstance(answer, WrongStage) for answer in answers) == 7


def test_commands_executed_together_are_answered_in_their_order(engine: Engine) -> None:
    answers = engine.execute_together(
        [shelve("a"), shelve("b"), lend("a"), show_card("a"), lend("a", number=2), shelve("c")]
    )

    assert [type(answer).__name__ for answer in answers] == [
        "Receipt",
        "Receipt",
        "RequirementsUnmet",
        "Receipt",
        "Receipt",
        "Receipt",
    ]
    assert [answer.position for answer in answers if isinstance(answer, Receipt)] == [1, 2, 3, 4, 5]


def test_commands_executed_together_again_change_nothing(engine: Engine, store: SqliteStore) -> None:
    commands = [shelve("a"), show_card("a"), lend("a")]
    first: list[Receipt | Refused] = engine.execute_together(commands)

    assert engine.execute_together(commands) == first
    assert store.head().position == 3


def test_a_small_cache_folds_again_what_it_forgot(store: SqliteStore, engine: Engine) -> None:
    small = Engine(engine.domain, store, engine._keys, clock=lambda: 0, event_ids=lambda: "unused", cached_streams=1)
    ready(engine, "emma", "persuasion")

    for _ in range(2):
        assert small.load("book-emma").state.card_shown
        assert small.load("book-persuasion").state.card_shown
    small.close()
