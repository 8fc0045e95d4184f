"""What becomes of a command while others keep changing the stream that it is about."""

import asyncio
from collections.abc import Awaitable, Callable
from itertools import count

import pytest

from adapters.sql.sqlite_store import SqliteStore
from engine.command import Command
from engine.engine import Engine
from engine.refusals import TooBusy
from events.envelope import Receipt
from tests.engine.lending import ShowCard

Executes = Callable[[Engine, Command], Awaitable[Receipt]]


async def as_a_task(engine: Engine, command: Command) -> Receipt:
    return await engine.execute(command)


async def in_a_thread(engine: Engine, command: Command) -> Receipt:
    return engine.execute_now(command)


either_way = pytest.mark.parametrize("execute", [as_a_task, in_a_thread])


class Crowd:
    """Others, who are faster at every attempt, until so many pauses were made for them."""

    def __init__(self, engine: Engine, store: SqliteStore, patience: float) -> None:
        self._another, self._ids = engine, count()
        self.pauses, self._patience = 0, patience
        self.crowded = Engine(
            engine.domain, store, engine._keys, clock=self._be_faster, event_ids=self._id, chance=self._pause
        )

    def _be_faster(self) -> int:
        if self.pauses < self._patience:
            self._another.execute_now(ShowCard(id=self._id(), actor="lib", book="emma"))
        return 0

    def _id(self) -> str:
        return f"crowd-{next(self._ids)}"

    def _pause(self) -> float:
        self.pauses += 1
        return 0


@either_way
async def test_a_command_pauses_until_others_are_done(engine: Engine, store: SqliteStore, execute: Executes) -> None:
    crowd = Crowd(engine, store, patience=30)

    receipt = await execute(crowd.crowded, ShowCard(id="ours", actor="lib", book="emma"))

    assert receipt.events == 1
    assert receipt.position == store.head().position
    assert crowd.pauses == 30
    crowd.crowded.close()


@either_way
async def test_a_command_is_refused_where_others_are_never_done(
    engine: Engine, store: SqliteStore, execute: Executes
) -> None:
    crowd = Crowd(engine, store, patience=float("inf"))

    with pytest.raises(TooBusy):
        await execute(crowd.crowded, ShowCard(id="ours", actor="lib", book="emma"))

    assert store.find_command("ours") is None
    crowd.crowded.close()


@either_way
async def test_a_command_that_is_in_nobodys_way_makes_no_pause(
    engine: Engine, store: SqliteStore, execute: Executes
) -> None:
    crowd = Crowd(engine, store, patience=0)

    await execute(crowd.crowded, ShowCard(id="ours", actor="lib", book="emma"))

    assert crowd.pauses == 0
    crowd.crowded.close()


async def test_tasks_that_all_want_the_same_stream_take_turns_and_make_no_pause(
    engine: Engine, store: SqliteStore
) -> None:
    crowd = Crowd(engine, store, patience=0)
    wanted = [ShowCard(id=f"card-{number}", actor="lib", book="emma") for number in range(200)]

    receipts = await asyncio.gather(*map(crowd.crowded.execute, wanted))

    assert {receipt.position for receipt in receipts} == set(range(1, 201))
    assert crowd.pauses == 0
    crowd.crowded.close()
