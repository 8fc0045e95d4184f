"""Simulated sites, filled once for all tests that only read them."""

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from adapters.clinic import Clinic
from adapters.simulation.run import prefix_of, simulate, streams_in_use
from adapters.simulation.site import found_or_opened, simulated_clock
from adapters.simulation.story import Ended

SEED, EPISODES = 1, 60


class Simulated(NamedTuple):
    """A simulated site, and how many of its episodes ended which way."""

    clinic: Clinic
    ends: Counter[str]


Simulate = Callable[..., Simulated]


@pytest.fixture(scope="session")
def simulating(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulate]:
    """Fills a site by a seed: a new one, or the one in `folder`; `ended` hears of each episode's end."""
    opened: list[Clinic] = []

    def fill(seed: int, episodes: int, folder: Path | None = None, ended: Ended | None = None) -> Simulated:
        clock = simulated_clock()
        site = folder or tmp_path_factory.mktemp("simulated") / "site"
        clinic = found_or_opened(site, prefix_of(seed, episodes), clock, streams_in_use(episodes))
        opened.append(clinic)
        ends = Counter[str]()

        def count(how: str) -> None:
            ends[how] += 1
            if ended is not None:
                ended(how)

        simulate(clinic, clock, seed=seed, episodes=episodes, ended=count)
        return Simulated(clinic, ends)

    yield fill
    for clinic in opened:
        clinic.close()


@pytest.fixture(scope="session")
def simulated(simulating: Simulate) -> Simulated:
    """Sixty episodes."""
    return simulating(SEED, EPISODES)
