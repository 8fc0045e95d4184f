"""Ctrl-C: a command ends with one plain line and exit status 130, and says whether it goes on when it is run again."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from adapters.cli import main
from adapters.clinic import Clinic
from tests.cli.conftest import Homeport

MAIN = [sys.executable, "-c", "from adapters.cli import main; main()"]
GOES_ON = "homeport: stopped; what was done stands: run it again, and nothing is done twice\n"


def started(site: Path, *arguments: str) -> subprocess.Popen[str]:
    """A command in a process of its own, as whoever sits at a terminal has it."""
    env = {**os.environ, "HOMEPORT_DATA": str(site)}
    pipe = subprocess.PIPE
    return subprocess.Popen([*MAIN, *arguments], stdout=pipe, stderr=pipe, text=True, env=env)


def interrupted(*_: Any, **__: Any) -> Any:
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    ("place", "command"),
    [
        ("adapters.cli.run.CommandFile.check", ("run", "history.ndjson", "--as", "ines")),
        ("adapters.simulation.run.simulate", ("simulate", "--episodes", "1", "--seed", "1", "--data", "simulated")),
        ("adapters.moving.site.move", ("migrate", "--from", "sqlite:site", "--to", "postgresql://owner@host/site")),
    ],
)
def test_what_can_be_run_again_says_so(
    place: str,
    command: tuple[str, ...],
    clinic: Clinic,
    homeport: Homeport,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("history.ndjson").write_text("")
    monkeypatch.setattr(place, interrupted)

    ran = homeport(*command)

    assert (ran.status, ran.out, ran.err) == (130, "", GOES_ON)


def test_any_other_command_says_that_it_stopped(
    clinic: Clinic, homeport: Homeport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.doctor.examine", interrupted)

    ran = homeport("doctor")

    assert (ran.status, ran.err) == (130, "homeport: stopped; what was recorded before stays recorded\n")


def test_a_command_that_was_stopped_while_it_still_loads_says_so_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    loading = ModuleType("adapters.cli.running")
    loading.__getattr__ = interrupted  # type: ignore[method-assign]
    monkeypatch.setitem(sys.modules, "adapters.cli.running", loading)

    with pytest.raises(SystemExit) as left:
        main()

    assert (left.value.code, capsys.readouterr().err) == (130, "homeport: stopped\n")


def test_a_simulation_that_was_stopped_goes_on_to_the_same_end(homeport: Homeport, tmp_path: Path) -> None:
    numbers = ("simulate", "--episodes", "15", "--seed", "7", "--json")
    first = started(tmp_path / "site", *numbers)
    while not (tmp_path / "site" / "log.db").exists():
        time.sleep(0.01)

    first.send_signal(signal.SIGINT)
    out, err = first.communicate()
    assert (first.returncode, out, err) == (130, "", GOES_ON)

    for folder in ("site", "other"):
        assert homeport(*numbers, "--data", tmp_path / folder).status == 0

    with Clinic(tmp_path / "site") as one, Clinic(tmp_path / "other") as other:
        assert one.store.head().position == other.store.head().position


def test_following_the_log_ends_quietly(treated: Clinic) -> None:
    following = started(treated.folder, "log", "--follow", "--json", "--after", "45")
    assert following.stdout is not None
    assert json.loads(following.stdout.readline())["sequence"].endswith("46")

    following.send_signal(signal.SIGINT)
    out, err = following.communicate()

    assert (following.returncode, out, err) == (0, "", "")
