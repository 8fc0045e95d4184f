"""A synthetic site to run commands on, and the command line as a person or a script meets it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from adapters.cli.running import run
from adapters.clinic import Clinic
from events.instants import parse
from events.site import Discipline, Role
from tests.histories import history
from workflows.aiat.commands import AddStaff
from workflows.aiat.reading import read_command

FOUNDED = "2026-01-05T09:00:00-08:00"
STAFF: dict[str, tuple[Role, Discipline | None]] = {
    "admin": ("administrator", None),
    "ines": ("intake", None),
    "cole": ("counsellor", "substance_use"),
    "mira": ("clinician", "mental_health"),
    "sol": ("supervisor", "mental_health"),
}


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, text: str) -> None:
        self.now = parse(text).us

    def __call__(self) -> int:
        return self.now

    def set(self, text: str) -> None:
        self.now = parse(text).us


class Ran(NamedTuple):
    """What a run of the command line came to."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The JSON document on stdout."""
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """The JSON documents on stdout, one a line."""
        return [json.loads(line) for line in self.out.splitlines()]


def refused(ran: Ran, *words: str) -> None:
    """Exit 2, and one plain line that holds these words."""
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("homeport: ")
    assert ran.err.count("\n") == 1
    assert "Traceback" not in ran.err
    for word in words:
        assert word in ran.err, ran.err


@pytest.fixture
def clock() -> Clock:
    """The site's clock, on the morning that it was founded."""
    return Clock(FOUNDED)


@pytest.fixture
def clinic(tmp_path: Path, clock: Clock) -> Iterator[Clinic]:
    """A synthetic site with its staff, open."""
    with Clinic.found(
        tmp_path / "site",
        site="test-site",
        name="Test clinic",
        time_zone="America/Los_Angeles",
        synthetic=True,
        clock=clock,
    ) as clinic:
        for staff, (role, discipline) in STAFF.items():
            clinic.execute(
                AddStaff(
                    id=f"add-{staff}",
                    actor="admin",
                    staff=staff,
                    name=f"{staff.title()} of the staff",
                    roles=(role,),
                    discipline=discipline,
                )
            )
        yield clinic


Homeport = Callable[..., Ran]


@pytest.fixture
def homeport(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Homeport:
    """Runs `homeport` on the site of `clinic`, as `HOMEPORT_DATA` names it."""
    monkeypatch.setenv("HOMEPORT_DATA", str(tmp_path / "site"))
    monkeypatch.delenv("HOMEPORT_ACTOR", raising=False)

    def ran(*arguments: object) -> Ran:
        capsys.readouterr()
        status = run([str(argument) for argument in arguments])
        return Ran(status, *capsys.readouterr())

    return ran


@pytest.fixture
def treated(clinic: Clinic) -> Clinic:
    """The site with two clients in treatment, each with an entry voided and one amended."""
    for line in [*history(1), *history(2)]:
        clinic.execute(read_command(line))
    return clinic
