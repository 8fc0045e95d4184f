"""Canary words stand wherever a person's record has room for text: they may be found nowhere but behind the keys."""

from pathlib import Path

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Homeport
from tests.histories import CANARY, history, write


@pytest.fixture
def used(treated: Clinic, homeport: Homeport, tmp_path: Path) -> Path:
    """The data folder of a site that was looked at in every way."""
    for question in (["caseload"], ["due"], ["projections", "verify"], ["backup", tmp_path / "backup"]):
        homeport(*question)
    return tmp_path / "site"


def test_no_file_holds_a_personal_word(used: Path, tmp_path: Path) -> None:
    files = [path for folder in (used, tmp_path / "backup") for path in folder.rglob("*") if path.is_file()]

    assert {path.name for path in files} >= {"log.db", "views.db", "manifest.json", "keys.db"}
    assert [path for path in files if CANARY.encode() in path.read_bytes()] == []


@pytest.mark.parametrize(
    "question",
    [
        ["log"],
        ["log", "--json"],
        ["replay", "e-1"],
        ["replay", "e-1", "--json"],
        ["caseload"],
        ["caseload", "--json"],
        ["due", "--json"],
        ["projections", "list", "--json"],
        ["projections", "verify", "--json"],
        ["doctor", "--all", "--json"],
        ["policy", "show", "--json"],
    ],
    ids=" ".join,
)
def test_no_answer_across_episodes_holds_a_personal_word(question: list[str], used: Path, homeport: Homeport) -> None:
    ran = homeport(*question)

    assert ran.status == 0
    assert ran.out
    assert CANARY not in ran.out + ran.err


def test_no_refusal_of_a_run_holds_a_personal_word(used: Path, homeport: Homeport, tmp_path: Path) -> None:
    other = [{**line, "actor": "cole"} for line in history(1)]
    refusals = tmp_path / "refusals.ndjson"

    ran = homeport("run", write(tmp_path / "again.ndjson", other), "--on-refusal", "collect", "--refusals", refusals)

    assert ran.status == 2
    assert len(refusals.read_text().splitlines()) == len(other)
    assert CANARY not in ran.out + ran.err + refusals.read_text()
