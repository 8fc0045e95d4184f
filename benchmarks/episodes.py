"""Whole commands of many callers: a clinic with an open episode for each, and what each of them records."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from time import perf_counter
from typing import Any

from adapters.cli.interpreter import collect_seldom
from adapters.clinic import random_ids
from adapters.keys.file_keys import FileKeys
from benchmarks.append import now
from engine.command import Command
from engine.engine import Engine
from events.store import EventStore
from tests.histories import OPENED, history
from workflows.aiat.domain import Aiat
from workflows.aiat.reading import read_command

SITE = "benchmark"
NOTE = "They talked for half an hour, and she laughed. " * 3
BEGINS = OPENED - timedelta(days=30)
STAFF = {
    "admin": ("administrator", None),
    "ines": ("intake", None),
    "cole": ("counsellor", "substance_use"),
    "mira": ("clinician", "mental_health"),
    "sol": ("supervisor", "mental_health"),
}


@contextmanager
def clinic(folder: Path, store: EventStore, episodes: int) -> Iterator[Engine]:
    """An engine over an empty log, with so many episodes in which contacts can be recorded."""
    (folder / "keys").mkdir(parents=True)
    keys = FileKeys.create(folder / "keys")
    engine = Engine(Aiat(), store, keys, clock=now, event_ids=random_ids)
    for line in _told(keys.check_value(), episodes):
        engine.execute_now(read_command(line))
    collect_seldom()  # as whoever serves does
    try:
        yield engine
    finally:
        engine.close()
        keys.close()


def contact(episode: int, turn: str, number: int) -> Command:
    """What a caller records: a contact that has just been made, with a sealed note."""
    return read_command(
        {
            "command": "record",
            "id": f"{turn}-{episode}-{number}-4c1e-9a52-5d7d6c0e2b11",
            "actor": "mira",
            "episode": f"e-{episode}",
            "what": "contact",
            "entry": f"contact-{turn}-{episode}-{number}",
            "content": {
                "person": f"e-{episode}-friend",
                "how": "phone",
                "begun_by": "client",
                "purpose": "check_in",
                "outcome": "supported",
                "note": NOTE,
            },
        }
    )


def by_one(engine: Engine, turn: str, commands: int, episodes: int) -> float:
    """Seconds a command for one caller, who waits for each and goes round the episodes."""
    asked = [contact(number % episodes, turn, number) for number in range(commands)]
    begun = perf_counter()
    for command in asked:
        engine.execute_now(command)
    return (perf_counter() - begun) / commands


def by_many(engine: Engine, turn: str, callers: int, commands: int, episodes: int | None = None) -> float:
    """Seconds a command for callers at the same time, each in an episode of its own, or round so many of them."""
    asked = [
        [contact((caller + number * callers) % (episodes or callers), turn, number) for number in range(commands)]
        for caller in range(callers)
    ]

    async def call(mine: list[Command]) -> None:
        for command in mine:
            await engine.execute(command)

    async def everybody() -> float:
        begun = perf_counter()
        await asyncio.gather(*map(call, asked))
        return perf_counter() - begun

    return asyncio.run(everybody()) / (callers * commands)


def measured(rounds: int, contenders: dict[str, Callable[[str], float]]) -> dict[str, list[float]]:
    """Seconds a command for each contender in each round; they take turns."""
    times = {name: list[float]() for name in contenders}
    for number in range(rounds):
        for name, work in contenders.items():
            times[name].append(work(f"{name}-{number}"))
    return times


def _told(key_check: str, episodes: int) -> Iterator[dict[str, Any]]:
    yield {
        "command": "found_site",
        "id": "found",
        "actor": "set-up",
        "site": SITE,
        "name": "Benchmark",
        "time_zone": "UTC",
        "synthetic": True,
        "key_check": key_check,
        "recorded_at": BEGINS.isoformat(),
    }
    for staff, (role, discipline) in STAFF.items():
        yield {
            "command": "add_staff",
            "id": f"add-{staff}",
            "actor": "admin",
            "staff": staff,
            "name": staff.title(),
            "roles": [role],
            "discipline": discipline,
            "recorded_at": BEGINS.isoformat(),
        }
    for number in range(episodes):
        yield from history(number)
