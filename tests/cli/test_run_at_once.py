"""`homeport run` in several processes at once."""

import json
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from adapters.clinic import Clinic
from tests.histories import OPENED, entry, history, write
from workflows.aiat.reading import read_command

RUNS, EACH = 4, 250


def test_files_for_one_episode_are_executed_side_by_side_to_their_ends(clinic: Clinic, tmp_path: Path) -> None:
    for line in history(1):
        clinic.execute(read_command(line))
    before = clinic.store.head().position

    runs = [started(clinic.folder, people(tmp_path, number)) for number in range(RUNS)]
    told = [run.communicate() for run in runs]

    assert [run.returncode for run in runs] == [0] * RUNS, told
    assert [json.loads(out)["new"] for out, _ in told] == [EACH] * RUNS
    assert clinic.store.head().position == before + RUNS * EACH


def people(folder: Path, number: int) -> Path:
    """A file that adds people to the map of the same episode."""
    at = OPENED + timedelta(days=2)
    friend = {"role": "friend", "stance": "supports", "provisions": ["guidance"], "name": "Synthetic Friend"}
    lines = [entry("e-1", "person", at, f"friend-{number}-{one}", **friend) for one in range(EACH)]
    return write(folder / f"people-{number}.ndjson", lines)


def started(site: Path, file: Path) -> subprocess.Popen[str]:
    """`homeport run` with a file, in a process of its own."""
    homeport = [sys.executable, "-c", "from adapters.cli import main; main()"]
    command = [*homeport, "run", str(file), "--data", str(site), "--json"]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
