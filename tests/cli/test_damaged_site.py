"""A site whose files are damaged, missing or swapped is refused in one plain line by whatever touches it."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Homeport
from tests.cli.tampering import damage
from tests.histories import CANARY, intake, write


def garbage(name: str) -> Callable[[Path], None]:
    def harm(site: Path) -> None:
        (site / name).write_bytes(b"no longer what it was" * 1_000)

    return harm


def missing(name: str) -> Callable[[Path], None]:
    def harm(site: Path) -> None:
        (site / name).unlink()

    return harm


def bad_pages(site: Path) -> None:
    damage(site / "log.db")


def keys_of_another_site(site: Path) -> None:
    Clinic.found(site.parent / "other", site="other", name="Other", time_zone="UTC").close()
    shutil.rmtree(site / "keys")
    shutil.copytree(site.parent / "other" / "keys", site / "keys")


def a_folder_in_its_place(site: Path) -> None:
    (site / "views.db").unlink()
    (site / "views.db").mkdir()


EVERYTHING = ("log", "run", "replay", "verify", "backup", "policy")
HARM: dict[str, tuple[Callable[[Path], None], str, tuple[str, ...]]] = {
    "the log is garbage": (garbage("log.db"), "log.db is damaged", EVERYTHING),
    "the log has bad pages": (bad_pages, "log.db is damaged", ("verify", "backup")),
    "the log is missing": (missing("log.db"), "log.db", EVERYTHING),
    "the settings are garbage": (garbage("site.json"), "site.json does not name a site", EVERYTHING),
    "the settings are missing": (missing("site.json"), "site.json is missing, though", EVERYTHING),
    "the ring is missing": (missing("keys/keyring.json"), "keyring.json is missing", EVERYTHING),
    "the ring is garbage": (garbage("keys/keyring.json"), "keyring.json is not a key ring", EVERYTHING),
    "the keys are missing": (missing("keys/keys.db"), "keys.db is missing", EVERYTHING),
    "the keys are garbage": (garbage("keys/keys.db"), "keys.db cannot be used", EVERYTHING),
    "the keys are another site's": (keys_of_another_site, "is not the one of this site", ("run", "backup", "names")),
    "the views are a folder": (a_folder_in_its_place, "views.db cannot be", ("verify", "caseload")),
}
CASES = [(harm, command) for harm, (_, _, commands) in HARM.items() for command in commands]


@pytest.mark.parametrize(("harm", "command"), CASES)
def test_what_is_wrong_with_a_file_is_said_in_one_line(
    harm: str, command: str, treated: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    homeport("caseload")
    treated.close()
    damaging, says, _ = HARM[harm]
    damaging(tmp_path / "site")
    arguments: dict[str, tuple[object, ...]] = {
        "log": ("log", "--json"),
        "run": ("run", write(tmp_path / "history.ndjson", intake(3))),
        "replay": ("replay", "e-1"),
        "names": ("replay", "e-1", "--names"),
        "verify": ("projections", "verify"),
        "backup": ("backup", tmp_path / "backup"),
        "policy": ("policy", "show"),
        "caseload": ("caseload",),
    }

    ran = homeport(*arguments[command])

    assert ran.status == 2
    assert says in ran.err
    assert ran.err.count("\n") == 1
    assert CANARY not in ran.err
    assert not (tmp_path / "backup").exists()


def test_a_file_in_place_of_the_folder_is_told_as_one(homeport: Homeport, tmp_path: Path) -> None:
    (tmp_path / "afile").touch()

    ran = homeport("caseload", "--data", tmp_path / "afile")

    assert ran.status == 2
    assert ran.err == f"homeport: there is no site in {tmp_path / 'afile'}, which is a file; " + (
        "name the site's folder with --data\n"
    )


def test_a_site_whose_settings_are_missing_is_restored_by_what_doctor_says(
    treated: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    treated.close()
    (tmp_path / "site" / "site.json").unlink()

    ran = homeport("doctor")

    assert ran.status == 1
    assert "site.json is missing" in ran.out
    assert "homeport restore BACKUP" in ran.out
