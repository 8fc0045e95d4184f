"""The command line on sites that lie in PostgreSQL, as an operator meets it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.running import run
from tests.cli.conftest import Ran

Homeport = Callable[..., Ran]


@pytest.fixture
def homeport(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Homeport:
    """Runs `homeport` in a folder of its own, on the database and the site that are named."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOMEPORT_DATA", "HOMEPORT_ACTOR"):
        monkeypatch.delenv(name, raising=False)

    def ran(*arguments: object, database: str | None = None, site: str = "site", actor: str = "") -> Ran:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            patch.setenv("HOMEPORT_DATABASE_URL", database or "")
            patch.setenv("HOMEPORT_DATA", str(tmp_path / site))
            if actor:
                patch.setenv("HOMEPORT_ACTOR", actor)
            status = run([str(argument) for argument in arguments])
        return Ran(status, *capsys.readouterr())

    return ran


def made(homeport: Homeport, database: str | None, site: str = "site") -> None:
    """Makes a site with its staff."""
    at: dict[str, Any] = {"database": database, "site": site}
    ran = homeport(
        *("site", "init", "--name", site, "--site", site, "--time-zone", "America/Los_Angeles", "--synthetic"), **at
    )
    assert ran.status == 0, ran.err
    for staff, role in {"sol": "supervisor", "ines": "intake", "mira": "clinician", "cole": "counsellor"}.items():
        discipline = "substance_use" if staff == "cole" else "mental_health"
        given = ("--name", staff.title(), "--role", role, "--discipline", discipline, "--as", "sol")
        assert homeport("staff", "add", staff, *given, **at).status == 0
