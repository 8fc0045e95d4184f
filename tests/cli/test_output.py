"""Where the answer goes: to a terminal that obeys, a disk that is full, a reader who has seen enough."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Homeport
from workflows.aiat.commands import RegisterClient

MAIN = [sys.executable, "-c", "from adapters.cli import main; main()"]
EVIL = "Synthetic\x1b[2J\x00\x9b Evil\nRECORD OF EPISODE e-9"


@pytest.fixture
def evil(clinic: Clinic, homeport: Homeport) -> Clinic:
    """A site with a client whose name would clear a screen and begin a record of its own."""
    clinic.execute(RegisterClient(id="register-c-9", actor="ines", client="c-9", name=EVIL))
    opened = homeport("episode", "open", "c-9", "--episode", "e-1", "--as", "ines")
    assert opened.status == 0, opened.err
    return clinic


@pytest.mark.parametrize("command", [("client", "find"), ("client", "show", "c-9"), ("episode", "export", "e-1")])
def test_what_a_terminal_would_obey_is_spelt_out(command: tuple[str, ...], evil: Clinic, homeport: Homeport) -> None:
    ran = homeport(*command)

    assert ran.status == 0
    assert r"\x1b[2J\x00\x9b" in ran.out
    assert not {one for one in ran.out if (one < " " and one != "\n") or "\x7f" <= one <= "\x9f"}
    assert [line for line in ran.out.splitlines() if line.startswith("RECORD OF EPISODE e-9")] == []


def test_json_is_as_it_was_typed(evil: Clinic, homeport: Homeport) -> None:
    assert [one["name"] for one in homeport("client", "find", "--json").json] == [EVIL]


def test_a_table_in_a_pipe_folds_no_id_and_no_date(
    evil: Clinic, homeport: Homeport, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "e-" + "0123456789" * 6
    evil.execute(RegisterClient(id="register-c-8", actor="ines", client=long, name="Synthetic Client"))
    assert homeport("episode", "open", long, "--episode", long, "--as", "ines").status == 0
    monkeypatch.delenv("COLUMNS", raising=False)

    in_a_pipe = homeport("caseload").out.splitlines()

    assert [line.split()[:2] for line in in_a_pipe[2:]] == [[long, long], ["e-1", "c-9"]]


def test_a_narrow_terminal_folds_a_table_but_never_a_word(
    treated: Clinic, homeport: Homeport, monkeypatch: pytest.MonkeyPatch
) -> None:
    long = "3f0c7f0e-5a52-4c39-9a51-2f6f5a9d7c11"
    treated.execute(RegisterClient(id="register-c-8", actor="ines", client="c-8", name="Synthetic Client"))
    assert homeport("episode", "open", "c-8", "--episode", long, "--as", "ines").status == 0
    monkeypatch.delenv("COLUMNS", raising=False)
    whole = set(homeport("caseload").out.split()) - {"flags"}  # of which there are none
    assert {long, "e-1", "c-8", "social"} < whole

    for columns in ("100", "80", "50"):
        monkeypatch.setenv("COLUMNS", columns)
        out = homeport("caseload").out
        assert max(map(len, out.splitlines())) <= int(columns)
        assert whole <= set(out.split())
    assert f"episode   {long}\nclient    c-8\nstage     intake\n" in homeport("caseload").out
    monkeypatch.setenv("COLUMNS", "30")  # narrower than the id
    assert whole <= set(homeport("caseload").out.split())


def test_a_narrow_terminal_has_each_figure_beside_what_it_measures_and_no_blank_line_twice(
    treated: Clinic, homeport: Homeport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")

    out = homeport("episode", "show", "e-1").out

    assert "criterion   social map\nlevel       -1 not met yet\nsupporters  baseline -, latest 1, change -" in out
    assert "\n\n\n" not in out


def test_sentences_are_folded_between_words_in_a_terminal_alone(
    treated: Clinic, homeport: Homeport, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    whole = homeport("episode", "show", "e-1").out
    assert "\n           -> record what supporters on the map can provide (person-change, provisions)\n" in whole

    monkeypatch.setenv("COLUMNS", "60")
    out = homeport("episode", "show", "e-1").out

    assert "can provide\n              (person-change, provisions)\n" in out
    assert max(map(len, out.splitlines())) <= 60


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", [("log",), ("caseload",), ("caseload", "--json"), ("--help",)])
def test_an_answer_that_cannot_be_written_is_told_in_one_line(
    command: tuple[str, ...], unbuffered: str, treated: Clinic, tmp_path: Path
) -> None:
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            [*MAIN, *command],
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "HOMEPORT_DATA": str(tmp_path / "site"), "PYTHONUNBUFFERED": unbuffered},
        )

    assert ran.returncode == 1
    assert ran.stderr == (
        "homeport: the answer cannot be written (No space left on device); what was recorded stays recorded\n"
    )


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("command", [("log", "--json"), ("caseload",)])
def test_a_reader_who_goes_away_is_no_harm(
    command: tuple[str, ...], unbuffered: str, treated: Clinic, tmp_path: Path
) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ran = subprocess.run(
            [*MAIN, *command],
            stdout=writing,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            env={**os.environ, "HOMEPORT_DATA": str(tmp_path / "site"), "PYTHONUNBUFFERED": unbuffered},
        )
    finally:
        os.close(writing)

    assert (ran.returncode, ran.stderr) == (0, "")
