"""The same seed gives the same events: per stream type, version, both times, ids and unsealed data."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest

from adapters.clinic import Clinic
from tests.simulation.conftest import Simulate

Events = dict[str, list[tuple[Any, ...]]]
FEW = 12


def events_of(clinic: Clinic) -> Events:
    """All but positions, ciphertext, and what is made with the keys, which no two sites share."""
    found: Events = defaultdict(list)
    for record in clinic.store.read_log():
        data = json.loads(record.data)
        for made_with_a_key in ("key_check", "content_hash"):
            data.pop(made_with_a_key, None)
        found[record.stream].append((*record._replace(position=0, data=b"", sealed=None), data))
    return found


def test_the_same_seed_gives_the_same_events(simulating: Simulate) -> None:
    assert events_of(simulating(3, FEW).clinic) == events_of(simulating(3, FEW).clinic)


def test_another_seed_gives_other_events(simulating: Simulate) -> None:
    one, other = simulating(3, FEW).clinic, simulating(4, FEW).clinic

    assert one.store.head() != other.store.head()


def test_told_again_a_simulation_changes_nothing(simulating: Simulate, tmp_path: Path) -> None:
    first = simulating(3, FEW, tmp_path / "site")
    before = first.clinic.store.head()

    again = simulating(3, FEW, tmp_path / "site")

    assert again.clinic.store.head() == before
    assert again.ends == first.ends


def test_a_simulation_that_was_cut_off_goes_on_where_it_stopped(simulating: Simulate, tmp_path: Path) -> None:
    def cut_off(_: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        simulating(3, FEW, tmp_path / "site", cut_off)

    resumed = simulating(3, FEW, tmp_path / "site").clinic

    def but_ids(events: Events) -> Events:
        return {stream: [record[:3] + record[4:] for record in records] for stream, records in events.items()}

    assert but_ids(events_of(resumed)) == but_ids(events_of(simulating(3, FEW).clinic))
    assert len({record.event_id for record in resumed.store.read_log()}) == resumed.store.head().position
