"""What a whole command costs, from loading to a durable append, over a bare insert of the same bytes."""

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from time import perf_counter

from adapters.clinic import Clinic
from adapters.simulation.site import found, simulated_clock
from adapters.sql.migrate import migrate
from adapters.sql.sqlite_store import SqliteStore
from benchmarks.append import BARE, INSERT_COMMAND, INSERT_EVENT, LOG, SELECT, now
from benchmarks.episodes import SITE, by_many, clinic
from benchmarks.histories import history
from benchmarks.rounds import ROUNDS, Contender, line, one_round
from events.envelope import Recorded

EPISODES = 24
PIECES = 170
CALLERS, EACH = 32, 25


def measure(folder: Path) -> Iterator[str]:
    executed = history(folder / "rehearsal", EPISODES).executed
    records = [one.records for one in executed]
    clock = simulated_clock()
    found(folder / "site", "bench", clock)
    with Clinic(folder / "site", clock=clock) as clinic:

        def execute(n: int) -> None:
            clock.now = executed[n].at
            clinic.engine.execute_now(executed[n].command)

        contenders: dict[str, Contender] = {
            "events": bare(folder / "events.db", records, with_command=False),
            "both": bare(folder / "both.db", records, with_command=True),
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
    yield from at_once(folder / "at-once")


def at_once(folder: Path) -> Iterator[str]:
    """Whole commands of many callers, each in an episode of its own, over one who inserts the same events bare."""
    folder.mkdir()
    migrate(folder / "log.db")
    made: list[tuple[Recorded]] = []
    insert = bare(folder / "bare.db", made, with_command=False)
    times: dict[str, list[float]] = {"bare": [], "many": []}
    with closing(SqliteStore(folder / "log.db", SITE, now)) as store, clinic(folder, store, CALLERS) as engine:
        for number in range(ROUNDS):
            before = store.head().position
            times["many"].append(by_many(engine, f"round-{number}", CALLERS, EACH))
            made[:] = [(record,) for record in store.read_log(after=before)]
            begun = perf_counter()
            for n in range(CALLERS * EACH):
                insert(n)
            times["bare"].append((perf_counter() - begun) / (CALLERS * EACH))
    yield line("bare select + insert + commit, a contact", times["bare"], times["bare"], "commands")
    yield line(f"whole command, {CALLERS} callers, over this", times["many"], times["bare"], "commands")


def bare(path: Path, made: Sequence[Sequence[Recorded]], with_command: bool) -> Callable[[int], None]:
    """Select, insert, commit: the rows that the command of that number came to."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.executescript(BARE)

    def insert(n: int) -> None:
        records = made[n]
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
