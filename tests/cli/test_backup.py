"""`homeport backup` and `homeport restore`: a site comes back as it was, or not at all."""

import json
import shutil
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Homeport
from tests.cli.tampering import alter, damage
from tests.histories import CANARY, history, intake
from workflows.aiat.reading import read_command


def log_of(folder: Path) -> list[tuple[object, ...]]:
    with Clinic(folder) as clinic:
        return list(clinic.store.read_log())


def names_in(folder: Path) -> list[str]:
    with Clinic(folder) as clinic:
        return [event.name for _, event in clinic.opened("client-c-1") if hasattr(event, "name")]


@pytest.fixture
def backup(treated: Clinic, homeport: Homeport, tmp_path: Path) -> Path:
    """A backup of the site, with its keys."""
    homeport("caseload")
    assert homeport("backup", tmp_path / "backup").status == 0
    return tmp_path / "backup"


def test_a_restored_site_is_the_one_that_was_backed_up(backup: Path, homeport: Homeport, tmp_path: Path) -> None:
    site, again = tmp_path / "site", tmp_path / "again"

    ran = homeport("restore", backup, "--data", again)

    assert ran.status == 0
    assert ran.out == f"site test-site restored in {again}: 46 events, up to 2026-02-04T13:00:00-08:00\n"
    assert log_of(again) == log_of(site)
    assert names_in(again) == [f"{CANARY} Client 1"]
    for question in (
        ["episode", "show", "e-1", "--as-of", "2026-03-01", "--json"],
        ["caseload", "--json"],
        ["projections", "list", "--json"],
    ):
        answers = [homeport(*question, *where).json for where in (("--data", again), ())]
        for row in (row for answer in answers if question[0] == "projections" for row in answer):
            del row["seconds"]  # by the clock of the moment that it was asked
        assert answers[0] == answers[1]


def test_a_restored_site_goes_on(backup: Path, homeport: Homeport, tmp_path: Path) -> None:
    homeport("restore", backup, "--data", tmp_path / "again")

    with Clinic(tmp_path / "again") as clinic:
        for line in history(3):
            clinic.execute(read_command(line))

    assert homeport("doctor", "--data", tmp_path / "again").status == 0


def test_a_backup_says_what_it_holds(backup: Path, treated: Clinic, homeport: Homeport) -> None:
    manifest = json.loads((backup / "manifest.json").read_text())

    assert (manifest["site"], manifest["position"], manifest["keys"]) == ("test-site", 46, 2)
    assert (manifest["streams"], manifest["commands"]) == (5, 1 + 5 + 2 * 18)
    assert manifest["key_check"] == treated.keys.check_value()
    files = {path.relative_to(backup).as_posix() for path in backup.rglob("*") if path.is_file()}
    assert files == {*manifest["files"], "manifest.json"}


def test_only_its_owner_may_read_a_backup(backup: Path) -> None:
    assert {stat.S_IMODE(path.stat().st_mode) for path in backup.rglob("*")} == {0o600, 0o700}
    assert stat.S_IMODE(backup.stat().st_mode) == 0o700


def test_whoever_makes_a_backup_is_told_about_the_keys(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    out = homeport("backup", tmp_path / "backup").out

    assert f"move {tmp_path / 'backup' / 'keys'} to another place" in out
    assert "every event can be read, and every client has a key" in out
    assert "Whether each sealed part opens is not looked at here: homeport doctor --all" in out
    assert "without the keys, every name and every word about a client is lost for good" in out


def test_a_backup_is_consistent_while_others_write(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    started = threading.Event()

    def record() -> None:
        for number in range(3, 40):
            for line in intake(number):
                treated.execute(read_command(line))
            dict(treated.views.rows("caseload"))
            started.set()

    recording = threading.Thread(target=record)
    recording.start()
    started.wait()
    made = [homeport("backup", tmp_path / f"backup-{n}") for n in range(3)]
    recording.join()

    assert [ran.status for ran in made] == [0, 0, 0]
    for n in range(3):
        again = tmp_path / f"again-{n}"
        assert homeport("restore", tmp_path / f"backup-{n}", "--data", again).status == 0
        assert homeport("doctor", "--all", "--data", again).status == 0
        assert homeport("projections", "verify", "--data", again).status == 0
        reached = len(log_of(again))
        assert log_of(tmp_path / "site")[:reached] == log_of(again)


def test_keys_that_were_kept_apart_are_brought_along(backup: Path, homeport: Homeport, tmp_path: Path) -> None:
    shutil.move(backup / "keys", tmp_path / "safe")

    without = homeport("restore", backup, "--data", tmp_path / "again")
    with_keys = homeport("restore", backup, "--keys", tmp_path / "safe", "--data", tmp_path / "again")

    assert without.status == 2
    assert "name the folder that they were kept in with --keys" in without.err
    assert with_keys.status == 0
    assert names_in(tmp_path / "again") == [f"{CANARY} Client 1"]


def another_site(backup: Path) -> None:
    with Clinic.found(backup.parent / "other", site="other", name="Other", time_zone="UTC"):
        shutil.rmtree(backup / "keys")
        shutil.copytree(backup.parent / "other" / "keys", backup / "keys")


def without(name: str) -> Callable[[Path], None]:
    def remove(backup: Path) -> None:
        (backup / name).unlink()

    return remove


def written(name: str, content: bytes) -> Callable[[Path], None]:
    def write(backup: Path) -> None:
        (backup / name).write_bytes(content)

    return write


@pytest.mark.parametrize(
    ("harm", "says"),
    [
        (without("manifest.json"), "there is no backup in"),
        (without("log.db"), "log.db is missing"),
        (without("keys/keyring.json"), "keyring.json is missing"),
        (without("keys/keys.db"), "keys.db is missing"),
        (written("manifest.json", b"{"), "manifest.json is damaged"),
        (written("manifest.json", b'{"format": 2}'), "of a newer Homeport"),
        (written("site.json", b'{"site": "other"}'), "site.json is not as it was backed up"),
        (written("keys/keyring.json", b"{}"), "keyring.json is not as it was backed up"),
        (lambda backup: damage(backup / "log.db"), "log.db is not as it was backed up"),
        (lambda backup: alter(backup / "log.db", "UPDATE events SET actor = 'x'"), "log.db is not as it was"),
        (another_site, "is not as it was backed up"),
    ],
)
def test_a_backup_that_does_not_hold_together_makes_no_site(
    harm: Callable[[Path], None], says: str, backup: Path, homeport: Homeport, tmp_path: Path
) -> None:
    harm(backup)

    ran = homeport("restore", backup, "--data", tmp_path / "again")

    assert ran.status == 2
    assert says in ran.err
    assert not list(tmp_path.glob("again*"))
    assert not list(tmp_path.glob(".again*"))


def test_the_keys_of_another_site_are_refused(backup: Path, homeport: Homeport, tmp_path: Path) -> None:
    Clinic.found(tmp_path / "other", site="other", name="Other", time_zone="UTC").close()

    ran = homeport("restore", backup, "--keys", tmp_path / "other" / "keys", "--data", tmp_path / "again")

    assert ran.status == 2
    assert "is not the one of this site" in ran.err
    assert not (tmp_path / "again").exists()


def test_keys_that_are_older_than_the_log_are_refused(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    homeport("backup", tmp_path / "old")
    for line in history(3):
        treated.execute(read_command(line))
    homeport("backup", tmp_path / "new")

    older = homeport("restore", tmp_path / "new", "--keys", tmp_path / "old" / "keys", "--data", tmp_path / "again")
    newer = homeport("restore", tmp_path / "old", "--keys", tmp_path / "new" / "keys", "--data", tmp_path / "again")

    assert older.status == 2
    assert "the keys are older than the log: they lack those of 1 of its clients" in older.err
    assert newer.status == 0


def test_what_was_erased_stays_erased_with_the_newer_keys(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    homeport("backup", tmp_path / "old")
    treated.keys.erase("c-1")
    homeport("backup", tmp_path / "new")

    homeport("restore", tmp_path / "old", "--keys", tmp_path / "new" / "keys", "--data", tmp_path / "again")

    assert names_in(tmp_path / "again") == [None]
    assert homeport("doctor", "--all", "--data", tmp_path / "again").status == 0


@pytest.mark.parametrize("command", ["backup", "restore"])
def test_nothing_is_written_over(command: str, backup: Path, homeport: Homeport, tmp_path: Path) -> None:
    site = log_of(tmp_path / "site")
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "note.txt").write_text("mine")

    full = homeport("backup", kept) if command == "backup" else homeport("restore", backup, "--data", kept)
    used = homeport("backup", tmp_path / "site") if command == "backup" else homeport("restore", backup)

    assert (full.status, used.status) == (2, 2)
    assert "is not an empty folder" in full.err
    assert "holds a site already" in used.err
    assert (kept / "note.txt").read_text() == "mine"
    assert log_of(tmp_path / "site") == site


def test_a_folder_that_holds_a_backup_is_refused_as_such(backup: Path, homeport: Homeport) -> None:
    again = homeport("backup", backup)

    assert again.status == 2
    assert f"{backup} holds a backup already; name a folder that is empty or not there yet" in again.err


def test_a_folder_that_cannot_be_made_is_refused(backup: Path, homeport: Homeport, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("")

    for ran in (homeport("backup", file / "backup"), homeport("restore", backup, "--data", file / "again")):
        assert ran.status == 2
        assert "cannot be written" in ran.err


def test_a_damaged_log_is_not_backed_up(treated: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    treated.close()
    alter(tmp_path / "site" / "log.db", "DELETE FROM events WHERE position = 20")

    ran = homeport("backup", tmp_path / "backup")

    assert ran.status == 2
    assert f"{tmp_path / 'site' / 'log.db'} is damaged: positions go from 1 to 46, but there are 45 events" in ran.err
    assert not (tmp_path / "backup").exists()
