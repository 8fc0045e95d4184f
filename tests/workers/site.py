"""A synthetic site with something to do, and workers that do it, as processes of their own."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

from adapters.clinic import Clinic
from adapters.sql.storage import Storage
from adapters.verifying import verify
from adapters.views import readers
from events.instants import parse
from tests.histories import history
from tests.workers.counted import PATIENCE
from workflows.aiat.commands import AddStaff
from workflows.aiat.reading import read_command

_STAFF = {"admin": "administrator", "ines": "intake", "cole": "counsellor", "mira": "clinician", "sol": "supervisor"}
_OPEN = """SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
  AND state IS DISTINCT FROM 'idle'"""  # none yet where it is still connecting
_WELL_AGAIN = {"redis", "work_resumed"}
_DISCIPLINES = {"cole": "substance_use", "mira": "mental_health", "sol": "mental_health"}


@contextmanager
def founded(
    folder: Path,
    lies_in: str | None,
    site: str = "site-1",
    clock: Callable[[], int] = lambda: parse("2026-01-05T09:00:00Z").us,
) -> Iterator[Clinic]:
    """A new site with its staff, open, in files of its folder or in a PostgreSQL."""
    with Clinic.found(
        folder,
        site=site,
        name="Test clinic",
        time_zone="UTC",
        synthetic=True,
        database=lies_in,
        clock=clock,
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
        self._said = tempfile.TemporaryFile("w+")  # noqa: SIM115  # no pipe, which fills up where nobody reads
        self.process = subprocess.Popen(
            [*homeport, "worker", *data], stdout=subprocess.PIPE, stderr=self._said, text=True
        )

    def __enter__(self) -> "Worker":
        assert self.process.stdout is not None
        if "Homeport works for" not in self.process.stdout.readline():
            said = self.said
            self.__exit__()
            raise AssertionError(said)
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self.process.communicate()
        self._said.close()

    @property
    def said(self) -> str:
        """What it said on stderr so far."""
        return os.pread(self._said.fileno(), 10_000_000, 0).decode()

    @property
    def trouble(self) -> list[tuple[str, str | None]]:
        """What went wrong or well again by what it said so far: the events that are no everyday news, with reasons."""
        lines = [json.loads(line) for line in self.said.splitlines()]
        told = [line for line in lines if line["level"] != "info" or line["event"] in _WELL_AGAIN]
        return [(line["event"], line.get("reason")) for line in told]

    def end(self) -> int:
        """Asks it to stop; its exit status."""
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=PATIENCE)
        return self.process.returncode

    def kill(self) -> None:
        """Ends it with SIGKILL."""
        self.process.kill()
        self.process.wait()

    def freeze(self) -> None:
        """Has it stand still, as where its machine sleeps: it does once this returns."""
        self.process.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, self.process.pid, os.WSTOPPED)

    def thaw(self) -> None:
        """Has it go on."""
        self.process.send_signal(signal.SIGCONT)

    def freeze_with_lease(self, clinic: Clinic, reader: str) -> None:
        """Has it stand still while it holds the lease of a reader, for which there must be work.

        Not within a transaction: either database waits for the end of that, however long it takes.
        """

        def is_caught() -> bool:
            if not clinic.views.leases.held(reader):
                return False
            self.freeze()
            if clinic.views.leases.held(reader) and _is_free(clinic.storage):
                return True
            self.thaw()
            return False

        until(is_caught)


def _is_free(storage: Storage) -> bool:
    """Whether nobody stands still within a transaction."""
    if isinstance(storage.location, str):
        owner = storage.location.partition("&options=")[0]
        with psycopg.connect(owner) as connection:
            return connection.execute(_OPEN).fetchone() == (0,)
    files = (storage.location / name for name in ("views.db", "proof.db"))
    return all(_is_not_locked(file) for file in files if file.exists())


def _is_not_locked(path: Path) -> bool:
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as file:
        try:
            file.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError:
            return False
        return True
