"""How fast a log becomes state: decoding and folding stream by stream, on one core, from memory."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from benchmarks.histories import history
from benchmarks.rounds import ROUNDS, line
from engine.folding import evolved
from events.envelope import Recorded
from workflows.aiat.domain import Aiat

EPISODES = 60


def measure(folder: Path) -> Iterator[str]:
    records = history(folder / "site", EPISODES).records
    domain = Aiat()
    decode = domain.catalogue.decode
    streams = defaultdict[str, list[Recorded]](list)
    for record in records:
        streams[record.stream].append(record)

    def loaded() -> None:
        for record in records:
            json.loads(record.data)

    def decoded() -> None:
        for record in records:
            decode(record)

    def folded() -> None:
        for stream, some in streams.items():
            evolved(domain, domain.initial(stream), some)

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
