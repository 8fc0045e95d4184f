"""A log whose end somebody took away is refused by whatever reads or writes it; what is left can be looked at."""

from pathlib import Path

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Homeport, refused
from tests.cli.tampering import alter

SAID = (
    "log.db is damaged: 46 events were recorded, and it ends at position 40; keep its folder as it is, restore a "
    "backup to a new one (homeport restore BACKUP --data NEW), and see what homeport doctor and homeport proof verify "
    "say of this one"
)


@pytest.fixture
def cut(treated: Clinic, homeport: Homeport, tmp_path: Path) -> Path:
    """A site with stored views and a checkpoint of its first 46 events, of which the last 6 are gone."""
    homeport("caseload")
    homeport("outcomes")
    homeport("proof", "seal")
    treated.close()
    alter(tmp_path / "site" / "log.db", "DELETE FROM events WHERE position > 40")
    return tmp_path / "site"


@pytest.mark.parametrize(
    "command",
    [
        "site show",
        "episode show e-1",
        "episode goals e-1",
        "episode next e-1",
        "episode map e-1",
        "client show c-1",
        "caseload --all",
        "due",
        "outcomes",
        "projections verify",
        "projections list",
        "log --follow",
        "proof seal",
        "backup backup",
        "serve --port 0",
        "worker",
        "record note e-1 --text again --as ines",
    ],
)
def test_nothing_is_answered_from_what_is_left_nor_added_to_it(command: str, cut: Path, homeport: Homeport) -> None:
    refused(homeport(*command.split()), SAID)


def test_a_script_reads_the_code_of_the_refusal(cut: Path, homeport: Homeport) -> None:
    assert '"store_damaged"' in homeport("episode", "show", "e-1", "--json").err


@pytest.mark.parametrize("command", ["replay e-1", "log", "log --json", "episode export e-1"])
def test_whoever_looks_at_what_is_left_sees_it_and_is_told_that_it_is_not_all(
    command: str, cut: Path, homeport: Homeport
) -> None:
    ran = homeport(*command.split())

    assert ran.status == 1
    assert ran.err == f"homeport: {cut / SAID}\n"
    assert "consent" in ran.out


def test_a_cursor_in_what_is_gone_is_not_told_to_go_back(cut: Path, homeport: Homeport) -> None:
    ran = homeport("log", "--after", "45", "--json")

    assert (ran.status, ran.out, ran.err) == (1, "", f"homeport: {cut / SAID}\n")


def test_an_export_says_of_itself_that_it_is_not_the_whole_record(cut: Path, homeport: Homeport) -> None:
    assert f"NOT THE WHOLE RECORD: {cut / SAID}" in homeport("episode", "export", "e-1").out.splitlines()
    assert homeport("episode", "export", "e-1", "--json").json["log_damaged"] == str(cut / SAID)


def test_the_proof_says_from_where_on_events_are_missing(cut: Path, homeport: Homeport) -> None:
    ran = homeport("proof", "verify")

    assert ran.status == 1
    assert "from position 41 on events are missing" in ran.out


@pytest.mark.parametrize("until", [[], ["--until", "40"]])
def test_nothing_is_exported_that_cannot_be_held_to_a_checkpoint(
    until: list[str], cut: Path, homeport: Homeport, tmp_path: Path
) -> None:
    ran = homeport("proof", "export", tmp_path / "export", *until)

    assert ran.status == 2
    assert ran.err.splitlines()[-1] == (
        "homeport: the log is not as it was sealed: homeport proof verify says from which position on"
    )
    assert not (tmp_path / "export").exists()


def test_the_proof_finds_missing_events_that_were_never_sealed_too(
    treated: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    homeport("proof", "seal")
    homeport("record", "note", "e-1", "--text", "one more", "--as", "mira")
    treated.close()
    alter(tmp_path / "site" / "log.db", "DELETE FROM events WHERE position > 46")

    ran = homeport("proof", "verify", "--json")

    assert ran.status == 1
    assert "47 events were recorded, and it ends at position 46" in ran.json["wrong"]
    assert homeport("proof", "export", tmp_path / "export").status == 1
    assert (tmp_path / "export" / "events.ndjson").read_text().count("\n") == 46


def test_a_log_that_lost_all_its_events_is_no_new_one(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    treated.close()
    alter(tmp_path / "site" / "log.db", "DELETE FROM events")

    refused(homeport("caseload"), "46 events were recorded, and it ends at position 0")
