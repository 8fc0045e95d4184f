"""The same seed gives the same events: per stream type, version, both times, ids and unsealed data."""

from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from adapters.clinic import Clinic
from tests.simulation.conftest import Simulate, Simulated

Events = dict[str, list[tuple[Any, ...]]]
SEED, FEW = 3, 8


def events_of(clinic: Clinic) -> Events:
    """All but positions and ciphertext."""
    found: Events = defaultdict(list)
    for record in clinic.store.read_log():
        found[record.stream].append(tuple(record._replace(position=0, sealed=None)))
    return found


@pytest.fixture(scope="module")
def few(simulating: Simulate) -> Simulated:
    """Some episodes, which the other simulations of this module are held against."""
    return simulating(SEED, FEW)


def test_the_same_seed_gives_the_same_events(simulating: Simulate, few: Simulated) -> None:
    assert events_of(simulating(SEED, FEW).clinic) == events_of(few.clinic)


def test_another_seed_gives_other_events(simulating: Simulate, few: Simulated) -> None:
    def bare(clinic: Clinic) -> list[tuple[str, int]]:
        return [(record.type, record.occurred_at) for record in clinic.store.read_log(categories=["episode"])]

    assert bare(simulating(SEED + 1, FEW).clinic) != bare(few.clinic)


def test_told_again_a_simulation_changes_nothing(simulating: Simulate, few: Simulated) -> None:
    before = few.clinic.store.head()

    again = simulating(SEED, FEW, few.clinic.folder)

    assert again.clinic.store.head() == before
    assert again.ends == few.ends


def test_a_simulation_that_was_cut_off_goes_on_where_it_stopped(
    simulating: Simulate, few: Simulated, tmp_path: Path
) -> None:
    def cut_off(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulating(SEED, FEW, tmp_path / "site", cut_off)

    resumed = simulating(SEED, FEW, tmp_path / "site").clinic

    def but_ids(events: Events) -> Events:
        return {stream: [event[:3] + event[4:] for event in found] for stream, found in events.items()}

    assert but_ids(events_of(resumed)) == but_ids(events_of(few.clinic))
    assert len({record.event_id for record in resumed.store.read_log()}) == resumed.store.head().position
