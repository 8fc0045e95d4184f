"""A synthetic site with clients who were last heard of weeks ago, and what its log says has passed."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from adapters.clinic import Clinic, random_ids
from adapters.sql.postgres_store import PostgresStore
from engine.engine import Engine
from events.envelope import Receipt
from events.instants import parse
from events.released import CATALOGUE
from events.site import Discipline, Role
from tests.histories import Line, baselines, intake
from workflows.aiat.commands import FoundSite
from workflows.aiat.domain import Aiat
from workflows.aiat.reading import read, read_command

FOUNDED = parse("2026-01-05T09:00:00-08:00").us
LATER = parse("2026-03-20T09:00:00-07:00").us
"""By then each of them has a reflection to be reminded of, the same overdue, and a proposed discharge."""
EACH = 3
_STAFF: dict[str, tuple[Role, Discipline | None]] = {
    "admin": ("administrator", None),
    "ines": ("intake", None),
    "cole": ("counsellor", "substance_use"),
    "mira": ("clinician", "mental_health"),
    "sol": ("supervisor", "mental_health"),
}
PASSED = ("episode.deadline_passed", "episode.discharge_proposed")


class Clock:
    """A clock that stands where it is set."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        return self.now


def fill(clinic: Clinic, clients: int) -> None:
    """Staff, and clients 1 … N who are building their maps."""
    for staff, (role, discipline) in _STAFF.items():
        given: dict[str, Any] = {"discipline": discipline} if discipline else {}
        do(clinic, {"command": "add_staff", "id": f"add-{staff}", "actor": "admin", "staff": staff}, given, role)
    for number in range(1, clients + 1):
        for line in [*intake(number), *baselines(number)]:
            clinic.execute(read_command(line))


def do(clinic: Clinic, line: Line, more: Line | None = None, role: str | None = None) -> Receipt:
    """Carries out a command."""
    staff = {"name": "Somebody", "roles": [role]} if role else {}
    return clinic.execute(read_command(line | (more or {}) | staff))


def found(folder: Path, clock: Clock, clients: int, database: str = "") -> Clinic:
    """A new site with so many clients, in files or in a database."""
    clinic = Clinic.found(
        folder, site="test-site", name="Test", time_zone="America/Los_Angeles", synthetic=True, clock=clock
    )
    if database:
        founded, key_check = clinic.site, clinic.keys.check_value()
        clinic.close()
        clinic = opened(folder, clock, database)
        fields = {"site": founded.id, "name": founded.name, "time_zone": founded.zone.key, "synthetic": True}
        clinic.execute(read(FoundSite, fields | {"id": "found", "actor": "set-up", "key_check": key_check}))
    fill(clinic, clients)
    return clinic


def opened(folder: Path, clock: Clock, database: str = "") -> Clinic:
    """The site again; its log and views lie in the database, if one is given."""
    clinic = Clinic(folder, clock=clock)
    if database:
        clinic.store.close()
        clinic.storage = clinic.storage._replace(location=database)
        store = PostgresStore(database, clinic.storage.site, clock)
        clinic.store = store
        clinic.engine = Engine(Aiat(), store, clinic.keys, clock=clock, event_ids=random_ids)
    return clinic


def passed(clinic: Clinic) -> Counter[tuple[str, str, str]]:
    """How often the log says of each deadline that it passed: its episode, its type, and what it says."""
    return Counter(
        (record.stream, record.type, CATALOGUE.decode(record).model_dump_json())
        for record in clinic.store.read_log(types=PASSED)
    )


def kinds(clinic: Clinic, episode: str) -> Sequence[str]:
    """Which deadlines of an episode have passed, in the order of the log."""
    told = []
    for record in clinic.store.read_stream(f"episode-{episode}"):
        if record.type in PASSED:
            event: Any = CATALOGUE.decode(record)
            told.append(f"{getattr(event, 'kind', 'silence')} {event.due_on}")
    return told
