"""A synthetic site with something to do, and workers that do it, as processes of their own."""

import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from adapters.clinic import Clinic
from adapters.verifying import verify
from adapters.views import readers
from events.instants import parse
from tests.histories import history
from tests.workers.counted import PATIENCE
from workflows.aiat.commands import AddStaff
from workflows.aiat.reading import read_command

_STAFF = {"admin": "administrator", "ines": "intake", "cole": "counsellor", "mira": "clinician", "sol": "supervisor"}
_DISCIPLINES = {"cole": "substance_use", "mira": "mental_health", "sol": "mental_health"}


@contextmanager
def founded(folder: Path, site: str = "site-1") -> Iterator[Clinic]:
    """A new site with its staff, open."""
    morning = parse("2026-01-05T09:00:00Z").us
    with Clinic.found(
        folder, site=site, name="Test clinic", time_zone="UTC", synthetic=True, clock=lambda: morning
    ) as clinic:
        for staff, role in _STAFF.items():
            fields = {"id": f"add-{staff}", "actor": "admin", "staff": staff, "name": staff.title()}
            clinic.execute(AddStaff.model_validate(fields | {"roles": [role], "discipline": _DISCIPLINES.get(staff)}))
        yield clinic


def treat(clinic: Clinic, *clients: int) -> None:
    """Plays the histories of some clients, event by event."""
    for client in clients:
        for line in history(client):
            clinic.execute(read_command(line))


def until(reached: Callable[[], bool]) -> None:
    """Returns once it is so; fails the test if it never is."""
    deadline = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < deadline
        time.sleep(0.01)


def is_kept_up(clinic: Clinic) -> bool:
    """Whether every view has been read up to the head of the log, by whoever does that."""
    head = clinic.store.head().position
    return all(clinic.views.live(name).position == head for name in readers(clinic))


def is_right(clinic: Clinic) -> bool:
    """Whether the stored views are what the log gives."""
    return not verify(clinic).wrong


class Worker:
    """A `homeport worker` of its own, at work from the start. As a context manager it leaves no process behind."""

    def __init__(self, *folders: Path) -> None:
        homeport = [sys.executable, "-c", "from adapters.cli import main; main()"]
        data = [word for folder in folders for word in ("--data", str(folder))]
        self.process = subprocess.Popen(
            [*homeport, "worker", *data], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def __enter__(self) -> "Worker":
        assert self.process.stdout is not None
        if "Homeport works for" not in self.process.stdout.readline():
            self.process.kill()
            raise AssertionError(self.process.communicate()[1])
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.process.communicate()

    def end(self) -> tuple[int, list[str]]:
        """Asks it to stop; its exit status, and what trouble it spoke of."""
        self.process.send_signal(signal.SIGTERM)
        _, said = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, [line for line in said.splitlines() if '"level": "info"' not in line]

    def says(self, word: str) -> str:
        """What it says on stderr, up to the line that has a word in it."""
        assert self.process.stderr is not None
        said = ""
        for line in self.process.stderr:
            said += line
            if word in line:
                return said
        raise AssertionError(f"it ended without a word of {word}")

    def kill(self) -> None:
        """Ends it with SIGKILL."""
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """Has it stand still, as where its machine sleeps."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Has it go on."""
        self.process.send_signal(signal.SIGCONT)

    def freeze_with_lease(self, clinic: Clinic, reader: str) -> None:
        """Has it stand still while it holds the lease of a reader, for which there must be work.

        Not within a transaction: a SQLite file waits for that, however long it takes.
        """

        def is_caught() -> bool:
            if not clinic.views.leases.held(reader):
                return False
            self.freeze()
            if clinic.views.leases.held(reader) and _may_write(clinic.folder / "views.db"):
                return True
            self.thaw()
            return False

        until(is_caught)


def _may_write(path: Path) -> bool:
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True
