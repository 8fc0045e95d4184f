"""How fast a log becomes state: decoding and folding, on one core, from memory."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.histories import history
from benchmarks.rounds import ROUNDS, line
from events.envelope import Recorded
from workflows.aiat.domain import Aiat

EPISODES = 60


def measure(folder: Path) -> Iterator[str]:
    records = history(folder / "site", EPISODES).records
    domain = Aiat()
    decode, evolve = domain.catalogue.decode, domain.evolve

    def loaded() -> None:
        for record in records:
            json.loads(record.data)

    def decoded() -> None:
        for record in records:
            decode(record)

    def folded() -> None:
        states: dict[str, Any] = {}
        for record in records:
            state = states.get(record.stream) or domain.initial(record.stream)
            states[record.stream] = evolve(state, decode(record), record)

    work: dict[str, Callable[[], None]] = {"loaded": loaded, "decoded": decoded, "folded": folded}
    folded()  # builds the validators, once a process
    times: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(ROUNDS):
        for name, run in work.items():
            times[name].append(_seconds_an_event(run, records))

    yield line(f"json.loads of {len(records):,} events", times["loaded"], times["loaded"], "events")
    yield line("decode", times["decoded"], times["loaded"], "events")
    yield line("decode and fold", times["folded"], times["loaded"], "events")


def _seconds_an_event(run: Callable[[], None], records: list[Recorded]) -> float:
    begun = perf_counter()
    run()
    return (perf_counter() - begun) / len(records)
