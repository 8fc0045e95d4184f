"""Four processes sweep at once, one of them is killed: nothing passes twice, and nothing is lost."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from adapters.deadlines import fire_due
from adapters.sql.storage import Storage
from adapters.verifying import verify
from tests.deadlines.sites import EACH, FOUNDED, LATER, Clock, found, passed

CLIENTS = 8
Process = subprocess.Popen[str]


@pytest.fixture
def crowded(storage: Storage, tmp_path: Path) -> Iterator[Clinic]:
    """A site with several clients, on either database, at a time when a good deal has passed."""
    clock = Clock(FOUNDED)
    database = storage.location if isinstance(storage.location, str) else ""
    with found(tmp_path / "site", clock, CLIENTS, database) as clinic:
        clock.now = LATER
        yield clinic


@pytest.fixture
def sweepers(crowded: Clinic) -> Iterator[list[Process]]:
    """Four processes that wait to sweep the site."""
    command = [sys.executable, "-m", "tests.deadlines.sweeping_process", str(crowded.folder), str(LATER)]
    if isinstance(crowded.storage.location, str):
        command.append(crowded.storage.location)
    started = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(4)]
    try:
        for one in started:
            assert line(one) == "ready"
        yield started
    finally:
        for one in started:
            one.kill()
            one.communicate()


def line(process: Process) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def tell(processes: list[Process], what: str) -> None:
    """Tells them to go to the next command (`step`), or through to the end (`on`)."""
    for one in processes:
        assert one.stdin is not None
        one.stdin.write(f"{what}\n")
        one.stdin.flush()


def test_four_processes_that_sweep_at_once_record_each_deadline_once(crowded: Clinic, sweepers: list[Process]) -> None:
    tell(sweepers, "on")
    for one in sweepers:
        out, _ = one.communicate()
        assert one.returncode == 0
        assert out.splitlines()[-1].startswith("fired ")
    assert len(passed(crowded)) == CLIENTS * EACH
    assert set(passed(crowded).values()) == {1}
    assert fire_due(crowded, LATER) == 0
    assert verify(crowded).wrong == []


@pytest.mark.parametrize("said", [1, 5, CLIENTS * EACH // 2])
def test_a_sweeper_killed_midway_loses_nothing_and_repeats_nothing(
    crowded: Clinic, sweepers: list[Process], said: int
) -> None:
    victim, *others = sweepers
    for _ in range(said):
        tell([victim], "step")
        line(victim)
    victim.kill()
    victim.wait()
    assert len(passed(crowded)) == said - 1
    tell(others, "on")
    for one in others:
        one.communicate()
        assert one.returncode == 0
    assert len(passed(crowded)) == CLIENTS * EACH
    assert set(passed(crowded).values()) == {1}
    assert verify(crowded).wrong == []
