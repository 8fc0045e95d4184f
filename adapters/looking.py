"""Looks at a site's tables past its stores, for whoever examines it: here those that lie in files."""

import os
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Protocol

from adapters.copying import write
from adapters.sql import inspection

Check = Callable[[], list[str]]


class Look(Protocol):
    """What an examination reads. Everything raises `StoreUnavailable` and `StoreDamaged`."""

    @property
    def checks(self) -> Mapping[str, Check]:
        """What holds of every log, by name, in the order to look for it; each gives a sentence a problem."""

    def clients_without_key(self) -> int:
        """How many clients of the log have no row in the key table, not even that of an erased key."""

    def sealed_positions(self) -> list[int]:
        """Where events are sealed."""

    def commit(self) -> None:
        """Writes something that leaves no trace; on the disk when this returns. May also raise `OSError`."""

    def close(self) -> None:
        """Lets go of what is held."""


class InFiles:
    """A `Look` at the SQLite files in a folder, opened anew for each question."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._log = folder / "log.db"
        self.checks = {name: partial(self._problems, check) for name, check in inspection.LOG_CHECKS.items()}

    def clients_without_key(self) -> int:
        """See `Look.clients_without_key`."""
        return inspection.clients_without_key(self._log, self._folder / "keys" / "keys.db")

    def sealed_positions(self) -> list[int]:
        """See `Look.sealed_positions`."""
        return inspection.sealed_positions(self._log)

    def commit(self) -> None:
        """See `Look.commit`."""
        path = self._folder / f".doctor-{os.getpid()}"
        try:
            write(path, bytes(4096))
        finally:
            path.unlink(missing_ok=True)

    def close(self) -> None:
        """See `Look.close`."""

    def _problems(self, check: inspection.Check) -> list[str]:
        with inspection.reading(self._log) as connection:
            return check(connection)
