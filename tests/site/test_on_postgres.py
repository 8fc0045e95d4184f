"""One setting moves a site from files to PostgreSQL: the same commands, the same episode, the same goals."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

from tests.docs.pages import SCRIPT
from tests.histories import CANARY, history, write
from tests.servers.databases import Databases
from tests.site.conftest import Homeport, made


@pytest.fixture
def database(databases: Databases) -> str:
    """A database as an application may use it."""
    return databases.as_application(databases.migrated())


def test_an_episode_by_hand_comes_to_the_same_goals_as_in_files(database: str, homeport: Homeport) -> None:
    # Given the commands of the example script up to its backup, which PostgreSQL leaves to another program
    script = SCRIPT.read_text().partition('step "A backup')[0]
    played = [words_of(line) for line in as_called(script)]
    assert len(played) > 70
    shown = []
    for site, lies_in in (("files", None), ("postgres", database)):
        at: dict[str, Any] = {"database": lies_in, "site": site}

        # When they are played
        for actor, *words in played:
            ran = homeport(*words, actor=actor, **at)
            assert ran.status == 0, (words, ran.err)

        # Then goals, caseload and outcomes are the same, and everything stored is what the log gives
        asked = (("episode", "goals", "e-1", "--as-of", "2026-03-31"), ("caseload", "--all"), ("outcomes",))
        shown.append([homeport(*question, "--json", **at).json for question in asked])
        assert homeport("projections", "verify", **at).status == 0
        assert homeport("doctor", "--all", **at).status == 0
    assert all(one["level"] is not None for one in shown[0][0]["criteria"])
    assert shown[0] == shown[1]


def as_called(script: str) -> list[str]:
    """What a script calls `homeport` with, whatever it takes from the shell: the actor and the words of each call."""
    told = """homeport() { printf '%s\\37' "${HOMEPORT_ACTOR:-}" "$@" >&3; printf '\\36' >&3; }\n"""
    with tempfile.TemporaryFile() as calls:
        environment = {**os.environ, "HOMEPORT_DATA": "unused"}
        shell = ["bash", "-c", f"exec 3>&{calls.fileno()}\n{told}{script}"]
        subprocess.run(shell, env=environment, pass_fds=[calls.fileno()], stdout=subprocess.DEVNULL, check=True)
        calls.seek(0)
        return calls.read().decode().split("\36")[:-1]


def words_of(call: str) -> list[str]:
    """The words of a call, the actor first."""
    return call.split("\37")[:-1]


def test_the_folder_keeps_the_site_key_and_the_database_all_else(database: str, homeport: Homeport) -> None:
    made(homeport, database)

    files = sorted(path.relative_to("site").as_posix() for path in Path("site").rglob("*") if path.is_file())
    assert files == ["keys/keyring.json", "site.json"]
    assert {path.stat().st_mode & 0o077 for path in Path("site").rglob("*")} == {0}


def test_sites_that_share_a_database_do_not_see_each_other(database: str, homeport: Homeport, tmp_path: Path) -> None:
    # Given two sites whose clients, episodes and commands have the same ids
    for site in ("north", "south"):
        made(homeport, database, site)
    told = write(tmp_path / "told.jsonl", history(1))
    assert homeport("run", told, database=database, site="north").status == 0

    # Then one has the client and the other has nobody
    def shown(site: str) -> list[int]:
        caseload = homeport("caseload", "--all", "--json", database=database, site=site)
        return [len(caseload.json), len(homeport("log", "--json", database=database, site=site).lines)]

    assert shown("south") == [0, 7]
    assert CANARY in homeport("client", "find", database=database, site="north").out
    assert CANARY not in homeport("client", "find", database=database, site="south").out

    # And the same commands are new to it
    assert homeport("run", told, database=database, site="south").status == 0
    assert shown("south") == shown("north")
    for site in ("north", "south"):
        assert homeport("projections", "verify", database=database, site=site).status == 0
        assert homeport("doctor", database=database, site=site).status == 0


def test_accounts_of_two_sites_may_have_the_same_name(
    database: str, homeport: Homeport, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Typed:
        def isatty(self) -> bool:
            return False

        def readline(self) -> str:
            return "a few words together\n"

    monkeypatch.setattr(sys, "stdin", Typed())
    for site in ("north", "south"):
        made(homeport, database, site)
        assert homeport("user", "add", "mira", "--staff", "mira", database=database, site=site).status == 0
    assert homeport("user", "disable", "mira", database=database, site="north").status == 0

    listed = homeport("user", "list", "--json", database=database, site="south").json
    assert [(one["name"], one["active"]) for one in listed] == [("mira", True)]


@pytest.mark.parametrize("command", [("demo",), ("simulate", "--episodes", "2", "--seed", "5")])
def test_synthetic_sites_can_lie_there_too(database: str, homeport: Homeport, command: tuple[str, ...]) -> None:
    ran = homeport(*command, "--data", "made", "--json", database=database)

    assert ran.status == 0, ran.err
    assert not Path("made/log.db").exists()
    assert homeport("projections", "verify", database=database, site="made").status == 0
