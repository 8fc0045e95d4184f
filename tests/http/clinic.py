"""A synthetic clinic for the pages: its staff, and people in treatment, told by real commands."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from adapters.clinic import Clinic
from events.instants import parse
from events.site import Discipline, Role
from tests.histories import Line
from workflows.aiat.commands import AddStaff
from workflows.aiat.reading import read_command

FOUNDED = "2026-01-05T09:00:00-08:00"
MORNING = "2026-02-20T08:00:00-08:00"
STAFF: dict[str, tuple[tuple[Role, ...], Discipline | None]] = {
    "admin": (("administrator",), None),
    "audra": (("auditor",), None),
    "ines": (("intake",), None),
    "cole": (("counsellor",), "substance_use"),
    "cora": (("counsellor",), "substance_use"),
    "mira": (("clinician",), "mental_health"),
    "sol": (("supervisor",), "mental_health"),
}


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, text: str) -> None:
        self.now = parse(text).us

    def __call__(self) -> int:
        return self.now

    def set(self, text: str) -> None:
        self.now = parse(text).us

    def later(self, us: int) -> None:
        self.now += us


def found(folder: Path, clock: Clock, database: str | None = None, site: str = "test-site") -> Clinic:
    """A synthetic clinic with its staff."""
    clinic = Clinic.found(
        folder,
        site=site,
        name="Test clinic",
        time_zone="America/Los_Angeles",
        synthetic=True,
        database=database,
        clock=clock,
    )
    for staff, (roles, discipline) in STAFF.items():
        clinic.execute(
            AddStaff(
                id=f"add-{staff}",
                actor="admin",
                staff=staff,
                name=f"{staff.title()} of the staff",
                roles=roles,
                discipline=discipline,
            )
        )
    return clinic


def told(clinic: Clinic, lines: Iterable[Line]) -> None:
    """Carries out the commands of a history, each of which must be accepted."""
    for line in lines:
        clinic.execute(read_command(dict(line)))


def records(clinic: Clinic, stream: str) -> list[Any]:
    """The types of a stream's events, in order."""
    return [record.type for record in clinic.store.read_stream(stream)]
