"""A site is moved from its files to PostgreSQL: all is there, all is the same, and the files are out of use."""

import re
import shutil
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from adapters.clinic import Clinic
from adapters.identity.identity import Identity
from adapters.moving import log as moving_log
from adapters.moving import site as moving
from adapters.moving.log import LogCopy
from adapters.webhooks.endpoints import Target
from events.store import StoreUnavailable
from tests.histories import CANARY, history, write
from tests.servers.databases import Databases
from tests.site.conftest import Homeport, made
from workflows.aiat.reading import read_command

SHOWN: tuple[tuple[str, ...], ...] = (
    ("caseload", "--all", "--json"),
    ("outcomes", "--json"),
    ("episode", "show", "e-1", "--as-of", "2026-02-20", "--json"),
    ("episode", "export", "e-1"),
    ("replay", "e-1"),
    ("client", "find", "--json"),
    ("log", "--json"),
)


@pytest.fixture
def owned(databases: Databases) -> str:
    """An empty, migrated database, for its owner."""
    return databases.migrated()


@pytest.fixture
def filled(homeport: Homeport, tmp_path: Path) -> Path:
    """A site in files: two episodes, an account, an erased client, a folder of its own."""
    made(homeport, None)
    told = write(tmp_path / "told.ndjson", [*history(1), *history(2)])
    assert homeport("run", told).status == 0
    folder = tmp_path / "site"
    with Clinic(folder) as clinic:
        with closing(Identity(clinic.storage, clinic.clock)) as identity:
            identity.add("mira", "mira", "a few words together", must_change=False)
        clinic.webhooks.add("wh-1", Target("https://subscriber.example/hooks", False, ("whsec_AAAA",)))
        clinic.keys.erase("c-2")
    return folder


def shown(homeport: Homeport, database: str | None) -> list[Any]:
    said = [homeport(*command, database=database) for command in SHOWN]
    assert [one.status for one in said] == [0] * len(SHOWN), [one.err for one in said]
    return [re.sub(r"exported \S+", "exported", one.out) for one in said]


def test_everything_is_there_and_says_the_same(
    homeport: Homeport, filled: Path, owned: str, databases: Databases
) -> None:
    assert homeport("proof", "seal").status == 0
    before = shown(homeport, None)

    ran = homeport("migrate", "--from", f"sqlite:{filled}", "--to", owned, "--json")

    assert ran.status == 0, ran.err
    assert ran.json["site"] == "site"
    told = [line.partition(":")[0] for line in ran.err.splitlines()]
    assert list(dict.fromkeys(told)) == [
        "copying the log",
        "comparing the log",
        "copying accounts, drafts and views",
    ], "where nobody sits at a terminal, lines say how far it is"
    assert ran.json["events"] == len(before[-1].splitlines())
    application = databases.as_application(owned)
    assert shown(homeport, application) == before
    assert CANARY in before[SHOWN.index(("client", "find", "--json"))]
    for command in ("doctor", "projections verify", "proof verify", "proof seal"):
        assert homeport(*command.split(), database=application).status == 0
    with Clinic(filled, database=application) as clinic, closing(Identity(clinic.storage, clinic.clock)) as identity:
        assert identity.sign_in("mira", "a few words together", "127.0.0.1")
        assert not clinic.keys.has("c-2")
        assert clinic.webhooks.target("wh-1").secrets == ("whsec_AAAA",)


def test_the_files_are_out_of_use_afterwards(homeport: Homeport, filled: Path, owned: str) -> None:
    with Clinic(filled) as still_open:
        assert homeport("migrate", "--from", f"sqlite:{filled}", "--to", owned).status == 0

        with pytest.raises(StoreUnavailable, match="moved to PostgreSQL"):
            still_open.execute(_one_more(still_open))

    assert sorted(path.name for path in filled.iterdir()) == ["before-the-move", "keys", "site.json"]
    assert sorted(path.name for path in (filled / "keys").iterdir()) == ["keyring.json"]
    refused = homeport("caseload")
    assert refused.status == 2
    assert "was moved to PostgreSQL; set HOMEPORT_DATABASE_URL" in refused.err
    for command in ("caseload", "doctor"):
        old = homeport(command, "--data", filled / "before-the-move")
        assert f"out of use; name the site's folder with --data {filled}" in old.out + old.err


@pytest.mark.parametrize("dies_at", [(LogCopy, "verify"), (moving, "_copy_tables"), (LogCopy, "finish")])
def test_a_move_that_was_interrupted_goes_on(
    homeport: Homeport,
    filled: Path,
    owned: str,
    databases: Databases,
    dies_at: tuple[object, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = shown(homeport, None)
    monkeypatch.setattr(moving_log, "_TOGETHER", 10)
    with monkeypatch.context() as patch:
        patch.setattr(*dies_at, _pulled)
        assert homeport("migrate", "--from", f"sqlite:{filled}", "--to", owned).status == 1
    assert shown(homeport, None) == before, "until the end, the files are the site"

    assert homeport("migrate", "--from", f"sqlite:{filled}", "--to", owned).status == 0

    assert shown(homeport, databases.as_application(owned)) == before


def test_a_move_that_was_interrupted_as_it_put_the_files_away_does_that(
    homeport: Homeport, filled: Path, owned: str, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = databases.as_application(owned)
    with monkeypatch.context() as patch:
        patch.setattr(moving, "_put_away", _pulled)
        assert homeport("migrate", "--from", f"sqlite:{filled}", "--to", owned).status == 1
    with Clinic(filled) as files, pytest.raises(StoreUnavailable, match="moved to PostgreSQL"):
        files.execute(_one_more(files))
    with Clinic(_elsewhere(filled), database=application) as there:
        there.execute(_one_more(there))
        head = there.store.head()

    said = homeport("migrate", "--from", f"sqlite:{filled}", "--to", owned)

    assert said.status == 0, said.err
    with Clinic(filled, database=application) as here:
        assert here.store.head() == head


def test_files_of_a_site_that_lies_in_the_database_already_are_not_moved_over_it(
    homeport: Homeport, filled: Path, owned: str
) -> None:
    copy = filled.with_name("copy")
    shutil.copytree(filled, copy)
    assert homeport("migrate", "--from", f"sqlite:{filled}", "--to", owned).status == 0

    refused = homeport("migrate", "--from", f"sqlite:{copy}", "--to", owned)

    assert refused.status == 2
    assert "the database holds a site site already" in refused.err


def test_a_machine_without_the_files_does_not_take_half_a_copy_for_the_site(
    homeport: Homeport, filled: Path, owned: str, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere, application = _elsewhere(filled), databases.as_application(owned)
    monkeypatch.setattr(moving_log, "_TOGETHER", 10)
    with monkeypatch.context() as patch:
        patch.setattr(LogCopy, "verify", _pulled)
        assert homeport("migrate", "--from", f"sqlite:{filled}", "--to", owned).status == 1

    for command, folder in {
        "caseload": elsewhere,
        "worker": elsewhere,
        "site init --site site --name Harbour --time-zone Europe/London": elsewhere.with_name("new"),
    }.items():
        refused = homeport(*command.split(), "--data", folder, database=application)
        assert refused.status == 2
        assert refused.err.count("\n") == 1
        assert "run homeport migrate again where its files lie" in refused.err

    assert homeport("migrate", "--from", f"sqlite:{filled}", "--to", owned).status == 0
    assert homeport("doctor", "--data", str(elsewhere), database=application).status == 0


@pytest.mark.parametrize("command", [("caseload",), ("deadlines", "fire"), ("worker",)])
def test_what_was_copied_so_far_is_not_taken_for_the_site(
    homeport: Homeport,
    filled: Path,
    owned: str,
    databases: Databases,
    command: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(LogCopy, "verify", _pulled)
        assert homeport("migrate", "--from", f"sqlite:{filled}", "--to", owned).status == 1

    refused = homeport(*command, database=databases.as_application(owned))

    assert refused.status == 2
    assert "still lies in its files: move it with homeport migrate" in refused.err
    assert homeport("migrate", "--from", f"sqlite:{filled}", "--to", owned).status == 0


@pytest.mark.parametrize(
    ("source", "target", "says"),
    [
        ("site", "postgresql://h/d", "--from names the data folder of the site, as sqlite:DIR"),
        ("sqlite:site", "mysql://h/d", "--to names a database of PostgreSQL"),
        ("sqlite:nowhere", "postgresql://h/d", "there is no site in nowhere"),
        ("sqlite:site", "postgresql://nobody@127.0.0.1:1/d", "PostgreSQL at 127.0.0.1:1/d cannot be reached"),
    ],
)
def test_what_cannot_be_moved_is_refused(homeport: Homeport, filled: Path, source: str, target: str, says: str) -> None:
    refused = homeport("migrate", "--from", source, "--to", target)

    assert refused.status == 2
    assert says in refused.err
    assert refused.err.count("\n") == 1
    assert homeport("doctor").status == 0


def test_only_the_owner_of_the_tables_moves_a_site(
    homeport: Homeport, filled: Path, owned: str, databases: Databases
) -> None:
    refused = homeport("migrate", "--from", f"sqlite:{filled}", "--to", databases.as_application(owned))

    assert refused.status == 2
    assert "name the owner of the tables to migrate or move a site" in refused.err


def test_an_empty_database_is_migrated_first(homeport: Homeport, filled: Path, databases: Databases) -> None:
    refused = homeport("migrate", "--from", f"sqlite:{filled}", "--to", databases.empty())

    assert refused.status == 2
    assert "homeport database migrate" in refused.err


def _elsewhere(folder: Path) -> Path:
    """What another machine that serves the site has of its folder."""
    there = folder.with_name("elsewhere")
    shutil.copytree(folder, there, ignore=shutil.ignore_patterns("*.db*", "wording", "before-the-move"))
    return there


def _pulled(*_: object) -> None:
    raise RuntimeError("the plug was pulled")


def _one_more(clinic: Clinic) -> Any:
    return read_command(
        {"command": "add_staff", "id": "late", "actor": "sol", "staff": "late", "name": "Late", "roles": ["intake"]}
    )
