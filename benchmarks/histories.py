"""Synthetic histories to measure with: every command in the order in which it was executed, and the log it made."""

from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from adapters.simulation.run import prefix_of, simulate, streams_in_use
from adapters.simulation.site import found_or_opened, simulated_clock
from engine.command import Command
from events.envelope import Receipt, Recorded

SEED = 1


class Executed(NamedTuple):
    """A command, the moment at which it was executed, and the records that it came to."""

    at: int
    command: Command
    records: tuple[Recorded, ...]


class History(NamedTuple):
    """A simulated log, and the commands that made it; the founding of the site is not among them."""

    records: list[Recorded]
    executed: list[Executed]


def history(folder: Path, episodes: int) -> History:
    """Simulates so many episodes in a site of its own."""
    clock, heard = simulated_clock(), list[tuple[int, Command]]()
    with found_or_opened(folder, prefix_of(SEED, episodes), clock, streams_in_use(episodes)) as clinic:
        execute = clinic.engine.execute_together

        def hear(commands: Sequence[Command]) -> list[Receipt | Exception]:
            heard.extend((clock.now, command) for command in commands)
            return list(execute(commands))

        clinic.engine.execute_together = hear  # type: ignore[method-assign,assignment]  # to hear every command
        simulate(clinic, clock, seed=SEED, episodes=episodes, ended=lambda _: None)
        records = list(clinic.store.read_log())
    made = defaultdict[str, list[Recorded]](list)
    for record in records:
        made[record.command_id].append(record)
    return History(records, [Executed(at, command, tuple(made[command.id])) for at, command in heard])
