"""`homeport simulate`, the whole command: events a second, and whether memory grows with the episodes."""

from collections.abc import Iterator
from pathlib import Path

from adapters.clinic import Clinic
from benchmarks.processes import HOMEPORT, run

EPISODES = (200, 1_000)


def measure(folder: Path) -> Iterator[str]:
    for episodes in EPISODES:
        site = folder / f"site-{episodes}"
        took = run(HOMEPORT, "simulate", "--episodes", str(episodes), "--seed", "1", "--data", str(site))
        with Clinic(site) as clinic:
            events = clinic.store.head().position
        yield (
            f"{episodes:>5} episodes, {events:>7,} events in {took.seconds:5.1f} s: "
            f"{events / took.seconds:,.0f} events/s, at most {took.megabytes:.0f} MB"
        )
