"""`homeport doctor`: each thing that can be wrong with a site is found, and said with what mends it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from adapters.doctor import Finding, examine
from adapters.keys.signing import make_signer
from tests.cli.conftest import Clock, Homeport
from tests.cli.tampering import alter, alter_rules, damage
from tests.histories import CANARY, history
from workflows.aiat.reading import read_command

HEALTHY = [
    "log file",
    "log positions",
    "log streams",
    "log receipts",
    "log append-only",
    "keys",
    "events",
    "proof",
    "sealing",
    "sealed",
    "pathway",
    "views",
    "disk",
]


def problems(homeport: Homeport, *options: str) -> dict[str, str]:
    """What is wrong by the name of the check; the exit status has to say so too."""
    ran = homeport("doctor", "--json", *options)
    found = {one["check"]: one["says"] for one in ran.json["checks"] if one["ok"] is False}
    assert ran.status == (1 if found else 0)
    assert all(one["remedy"] for one in ran.json["checks"] if not one["ok"])
    return found


def remedies(homeport: Homeport, *options: str) -> dict[str, str]:
    """What would mend each problem by the name of the check."""
    return {
        one["check"]: one["remedy"]
        for one in homeport("doctor", "--json", *options).json["checks"]
        if one["ok"] is False
    }


def test_a_healthy_site_passes_every_check(treated: Clinic, homeport: Homeport) -> None:
    homeport("proof", "seal")

    ran = homeport("doctor", "--json", "--all")

    assert ran.status == 0
    assert [one["check"] for one in ran.json["checks"]] == HEALTHY
    assert ran.json["ok"]


def test_a_person_reads_a_line_a_check(treated: Clinic, homeport: Homeport) -> None:
    homeport("proof", "seal")

    lines = homeport("doctor").out.splitlines()

    assert [line.split()[0] for line in lines] == ["ok"] * len(HEALTHY)


def test_a_log_that_was_never_sealed_is_not_called_well(treated: Clinic, homeport: Homeport) -> None:
    ran = homeport("doctor")

    assert ran.status == 0
    (said,) = (line for line in ran.out.splitlines() if "sealed yet" in line)
    assert said.split()[:2] == ["unknown", "proof"]
    assert "whether an event was altered cannot be told" in said
    assert "homeport proof seal" in said
    assert "homeport projections verify" in ran.out


def test_what_projections_verify_finds_of_an_alteration(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    homeport("caseload")
    treated.close()

    alter(tmp_path / "site" / "log.db", "UPDATE events SET actor = 'cole' WHERE position = 30")
    assert homeport("projections", "verify").status == 0

    alter(tmp_path / "site" / "views.db", "DELETE FROM view_rows WHERE view = 'caseload' AND key = 'e-1'")
    found = homeport("projections", "verify")
    assert (found.status, found.out.splitlines()[0]) == (1, "caseload e-1: the row is missing")


def test_what_several_checks_meet_is_explained_once(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    treated.close()
    (tmp_path / "site" / "log.db-wal").mkdir()

    ran = homeport("doctor")

    assert ran.status == 1
    assert ran.out.count("see that its folder exists") == 1
    assert "PROBLEM  site             as said above" in ran.out.splitlines()


@pytest.mark.parametrize(
    ("statement", "check", "says"),
    [
        ("DELETE FROM events WHERE position = 20", "log positions", "but there are 45 events"),
        ("UPDATE events SET recorded_at = 1 WHERE position = 20", "log positions", "in front of them: 1"),
        ("UPDATE events SET log = 'x' WHERE position = 46", "log positions", "of more than one site"),
        ("UPDATE streams SET version = 99 WHERE stream = 'site'", "log streams", "events end: 1"),
        ("DELETE FROM streams WHERE stream = 'client-c-1'", "log streams", "events end: 1"),
        ("INSERT INTO streams VALUES ('test-site', 'episode-e-9', 1)", "log streams", "events end: 1"),
        ("DELETE FROM commands WHERE command_id = 'add-ines'", "log receipts", "was appended: 1"),
        ("UPDATE commands SET position = 3 WHERE command_id = 'add-sol'", "log receipts", "was appended: 1"),
        (
            "UPDATE events SET data = CAST(replace(CAST(data AS TEXT), '1.96', '0.01') AS BLOB) WHERE position = 3",
            "pathway",
            "aiat-2021 version 1 is not what was published",
        ),
        (
            "UPDATE events SET data = CAST(replace(CAST(data AS TEXT), 'hash\":\"', 'hash\":\"0') AS BLOB) "
            "WHERE type = 'episode.opened' AND stream = 'episode-e-1'",
            "pathway",
            "pins aiat version 1, never published",
        ),
        (
            "UPDATE events SET sealed = zeroblob(60) WHERE position = 10",
            "sealed",
            "at position 10 does not open with its key",
        ),
    ],
)
def test_a_log_that_was_tampered_with_is_a_problem(
    statement: str, check: str, says: str, treated: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    treated.close()
    alter(tmp_path / "site" / "log.db", statement)

    found = problems(homeport, "--all")

    assert says in found[check]


CUT_SHORT = "DELETE FROM events WHERE position = (SELECT max(position) FROM events)"


def test_a_sealed_log_that_was_cut_short_is_a_problem_and_nothing_is_to_be_written_until_it_is_whole(
    treated: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    homeport("proof", "seal")
    homeport("caseload")
    treated.close()
    alter(tmp_path / "site" / "log.db", CUT_SHORT)

    found = problems(homeport)

    assert found["sealing"] == "the log was sealed up to position 46, and ends at 45: what came after it is gone"
    assert found["views"] == "caseload knows of more than the log holds"
    told = remedies(homeport)
    assert all("as it is" in told[check] for check in ("log streams", "log receipts", "proof", "sealing"))
    assert told["views"].startswith("first do what is said above about the log")


def test_a_rule_that_was_taken_out_of_the_database_is_a_problem(
    treated: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    alter(tmp_path / "site" / "log.db")
    assert problems(homeport) == {}
    lax = "CREATE TRIGGER events_are_not_deleted BEFORE DELETE ON events BEGIN SELECT 1; END"

    alter_rules(tmp_path / "site" / "log.db", "DROP TRIGGER events_are_not_deleted", lax)

    assert problems(homeport)["log append-only"] == "the rule events_are_not_deleted is missing or was changed"
    assert remedies(homeport)["log append-only"].startswith("keep everything as it is")


def test_a_healthy_proof_says_that_it_is_held_to_the_last_checkpoint(treated: Clinic, homeport: Homeport) -> None:
    homeport("proof", "seal")
    for line in history(3):
        treated.execute(read_command(line))
    homeport("proof", "seal")

    (proof,) = (one for one in homeport("doctor", "--json").json["checks"] if one["check"] == "proof")

    assert proof["says"].startswith("65 events are what the last checkpoint sealed")


@pytest.mark.parametrize("name", ["log.db", "site.json"])
def test_a_damaged_file_is_told_with_its_remedy(name: str, treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    treated.close()
    (tmp_path / "site" / name).write_bytes(b"\x00 no longer what it was" * 1_000)

    ran = homeport("doctor")

    assert ran.status == 1
    assert f"{name} " in ran.out
    assert "homeport restore BACKUP" in ran.out


def test_a_page_that_went_bad_is_found(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    treated.store.close()
    damage(tmp_path / "site" / "log.db")

    assert "log file" in problems(homeport)


@pytest.mark.parametrize("name", ["keyring.json", "keys.db"])
def test_keys_that_are_missing_are_a_problem(name: str, treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    (tmp_path / "site" / "keys" / name).unlink()

    assert f"{name} is missing" in problems(homeport)["keys"]


def test_keys_that_others_may_read_are_a_problem(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    (tmp_path / "site" / "keys" / "keyring.json").chmod(0o644)

    assert "chmod 600" in problems(homeport)["keys"]
    assert remedies(homeport)["keys"].startswith("do what this line says")


def missing(key: Path) -> None:
    key.unlink()


def garbage(key: Path) -> None:
    key.write_text("no longer what it was")


def open_to_all(key: Path) -> None:
    key.chmod(0o644)


def another(key: Path) -> None:
    key.unlink()
    make_signer(key.parent, "homeport/test-site")


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (missing, "signing.key is not here: copy it from the machine that seals"),
        (garbage, "signing.key is not a signing key: restore it"),
        (open_to_all, "chmod 600"),
        (another, "signing.key is not the one that this site is sealed with"),
    ],
)
def test_a_signing_key_that_cannot_seal_is_a_problem(
    harm: Callable[[Path], None], says: str, treated: Clinic, homeport: Homeport
) -> None:
    assert homeport("proof", "seal").status == 0
    assert problems(homeport) == {}
    for line in history(3):
        treated.execute(read_command(line))

    harm(treated.folder / "keys" / "signing.key")

    said = problems(homeport)["sealing"]
    assert said.startswith("the log is sealed up to position 46 of 65, and goes no further")
    assert says in said
    assert "homeport proof key --new" in remedies(homeport)["sealing"]


def test_a_signing_key_that_is_lost_together_with_the_seal_is_a_problem(treated: Clinic, homeport: Homeport) -> None:
    homeport("proof", "seal")
    treated.close()
    (treated.folder / "keys" / "signing.key").unlink()
    (treated.folder / "proof.db").unlink()

    assert "signing.key is not here" in problems(homeport)["sealing"]
    refused = homeport("proof", "seal")
    assert refused.status == 2
    assert "signing.key is not here" in refused.err


def test_how_far_sealing_is_behind_is_told(treated: Clinic, homeport: Homeport, clock: Clock) -> None:
    def sealing() -> Finding:
        (found,) = (one for one in examine(treated.folder, clock=clock) if one.check == "sealing")
        return found

    homeport("proof", "seal")
    assert sealing().says == "the log is sealed up to position 46 of 46, and its key is here"

    for line in history(3):
        treated.execute(read_command(line))
    assert sealing() == (
        "sealing",
        True,
        "the log is sealed up to position 46 of 65, the rest is still to come, and its key is here",
        "",
    )
    clock.set("2026-03-01T09:00:00-08:00")
    behind = sealing()
    assert not behind.ok
    assert "up to position 46 of 65, and the 19 after it have waited for more than" in behind.says
    assert "homeport proof seal" in behind.remedy


CHANGED = "UPDATE events SET sealed = zeroblob(60) WHERE position = ?"


def test_a_sealed_part_that_was_changed_is_told_by_its_position(
    treated: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    sealed = [one.position for one in treated.store.read_log() if one.sealed is not None]
    treated.close()
    for position in sealed[-2:]:
        alter(tmp_path / "site" / "log.db", CHANGED, parameters=[position])

    assert f"at position {sealed[-2]}, {sealed[-1]} does not open" in problems(homeport, "--all")["sealed"]
    assert remedies(homeport, "--all")["sealed"].startswith("keep this folder as it is, and restore a backup")


def test_an_event_that_cannot_be_read_needs_the_log_restored_and_no_keys(
    treated: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    treated.close()
    alter(tmp_path / "site" / "log.db", "UPDATE events SET data = CAST('{garbage' AS BLOB) WHERE position = 12")

    assert "the event at position 12 cannot be read" in problems(homeport, "--all")["events"]
    told = remedies(homeport, "--all")
    assert set(told.values()) == {
        "keep this folder as it is, and restore a backup to a new, empty one: homeport restore BACKUP --data NEW"
    }


def test_a_file_that_cannot_be_opened_needs_no_backup(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    treated.close()
    (tmp_path / "site" / "log.db-wal").mkdir()

    assert "see that its folder exists, that you may write there" in problems(homeport)["log file"]
    assert remedies(homeport)["log file"].startswith("do what this line says")


def test_the_keys_of_another_site_are_a_problem(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    Clinic.found(tmp_path / "other", site="other", name="Other", time_zone="UTC").close()
    shutil.rmtree(tmp_path / "site" / "keys")
    shutil.copytree(tmp_path / "other" / "keys", tmp_path / "site" / "keys")

    assert "is not the one of this site" in problems(homeport)["keys"]


def test_a_view_that_knows_more_than_the_log_is_a_problem(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    homeport("caseload")
    alter(tmp_path / "site" / "views.db", "UPDATE view_generations SET position = 1000 WHERE view = 'caseload'")

    assert "caseload knows of more than the log holds" in problems(homeport)["views"]


def test_an_event_that_a_view_cannot_read_is_a_problem_of_views_too(
    treated: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    homeport("caseload")
    views = tmp_path / "site" / "views.db"
    alter(tmp_path / "site" / "log.db", "UPDATE events SET data = CAST('{}' AS BLOB) WHERE position = 46")
    alter(views, "UPDATE view_generations SET position = 45 WHERE view = 'caseload'")
    homeport("caseload")

    assert problems(homeport)["views"] == "parked events, which could not be read: caseload 1"


def test_what_was_erased_is_no_problem(treated: Clinic, homeport: Homeport) -> None:
    treated.keys.erase("c-1")

    assert problems(homeport, "--all") == {}


def test_nothing_personal_is_told(treated: Clinic, homeport: Homeport) -> None:
    assert CANARY not in homeport("doctor", "--all").out


def test_a_folder_without_a_site_is_refused(homeport: Homeport, tmp_path: Path) -> None:
    ran = homeport("doctor", "--data", tmp_path / "nowhere")

    assert ran.status == 2
    assert "there is no site in" in ran.err


def test_a_site_in_use_is_examined_as_well(treated: Clinic, homeport: Homeport) -> None:
    for line in history(3):
        treated.execute(read_command(line))
        assert problems(homeport) == {}
