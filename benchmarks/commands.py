"""What a whole command costs, from loading to a durable append, over a bare insert of the same bytes."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

from adapters.clinic import Clinic
from adapters.simulation.site import found, simulated_clock
from benchmarks.append import BARE, INSERT_COMMAND, INSERT_EVENT, LOG, SELECT
from benchmarks.histories import Executed, history
from benchmarks.rounds import ROUNDS, Contender, line, one_round

EPISODES = 24
PIECES = 170


def measure(folder: Path) -> Iterator[str]:
    executed = history(folder / "rehearsal", EPISODES).executed
    clock = simulated_clock()
    found(folder / "site", "bench", clock)
    with Clinic(folder / "site", clock=clock) as clinic:

        def execute(n: int) -> None:
            clock.now = executed[n].at
            clinic.engine.execute_now(executed[n].command)

        contenders: dict[str, Contender] = {
            "events": bare(folder / "events.db", executed, with_command=False),
            "both": bare(folder / "both.db", executed, with_command=True),
            "ours": execute,
        }
        times: dict[str, list[float]] = {name: [] for name in contenders}
        for number in range(ROUNDS):
            for name, seconds in one_round(number, contenders, PIECES).items():
                times[name].append(seconds)

    yield line("bare select + insert + commit, events alone", times["events"], times["events"], "commands")
    yield line("... of all rows, the command's receipt too", times["both"], times["events"], "commands")
    yield line("whole command, one caller, over events alone", times["ours"], times["events"], "commands")
    yield line("... over all rows", times["ours"], times["both"], "commands")


def bare(path: Path, executed: list[Executed], with_command: bool) -> Callable[[int], None]:
    """Select, insert, commit: the rows that the command of that number came to."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(BARE)

    def insert(n: int) -> None:
        records = executed[n].records
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(SELECT, (LOG, records[0].stream)).fetchone()
        connection.executemany(INSERT_EVENT, [(LOG, *record) for record in records])
        if with_command:
            last = records[-1]
            versions = json.dumps({record.stream: record.version for record in records})
            row = (LOG, last.command_id, bytes(32), last.position, len(records), last.recorded_at, versions)
            connection.execute(INSERT_COMMAND, row)
        connection.execute("COMMIT")

    return insert
