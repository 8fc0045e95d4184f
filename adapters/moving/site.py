"""Moves a site: checks it, copies everything, compares both ends, then puts the files out of use.

The folder keeps `site.json` and the key ring, which a site in PostgreSQL needs too. A move that was interrupted is
begun again and goes on. At no moment can both be appended to: until everything is compared the files are the site and
nothing of them is changed, and the database refuses to open it; then the files are closed, and after that it is opened.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

import psycopg

from adapters.clinic import MOVED as OUT_OF_USE
from adapters.clinic import Clinic
from adapters.moving.log import LogCopy
from adapters.moving.tables import AREAS, copy_area
from adapters.sql.connections import MOVED
from adapters.sql.connections import explained as lite_explained
from adapters.sql.inspection import LOG_CHECKS, clients_without_key, reading
from adapters.sql.postgres_connections import connect, explained, place
from adapters.sql.postgres_schema import check_current
from adapters.sql.storage import Storage
from adapters.wording import files as wording_files
from adapters.wording import table as wording_table
from engine.keys import KeysUnusable
from events.store import StoreDamaged

NO_MORE: Final = f"CREATE TRIGGER IF NOT EXISTS moved BEFORE INSERT ON events BEGIN SELECT RAISE(ABORT, '{MOVED}'); END"
_IS_CLOSED: Final = "SELECT 1 FROM sqlite_master WHERE name = 'moved'"
_KEYS: Final = "INSERT INTO keys.wrapped (site, subject, wrapped) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
_ERASED: Final = "UPDATE keys.wrapped SET wrapped = NULL WHERE site = %s AND subject = %s"
_FOUND_KEYS: Final = "SELECT subject, wrapped FROM keys.wrapped WHERE site = %s"

Told = Callable[[str, int, int], None]
"""Hears of progress: what is being done, how far it has come, and of how much."""


class Moved(NamedTuple):
    """What was moved: the id of the site, and how much of it was compared at both ends.

    Keys and rows are not known where that was done by a call that was interrupted after it.
    """

    site: str
    events: int
    keys: int | None
    rows: int | None


def move(folder: Path, url: str, told: Told = lambda what, done, of: None) -> Moved:
    """Moves the site in `folder` to the PostgreSQL at `url`, whose role owns the tables there.

    Nobody may write to the site meanwhile: whoever tries is refused. Raises `NotFound`, `AlreadyExists`,
    `StoreUnavailable`, `StoreDamaged` and `KeysUnusable`. `told` hears how far it has come.
    """
    where = place(url)
    with Clinic(folder) as clinic:
        clinic.check_keys()
        site, head = clinic.store.log, clinic.store.head().position
    log = folder / "log.db"
    for check in LOG_CHECKS.values():
        with reading(log) as connection:
            if problems := check(connection):
                raise StoreDamaged(f"{log} is damaged: {problems[0]}")
    if missing := clients_without_key(log, folder / "keys" / "keys.db"):
        raise KeysUnusable(f"the keys are older than the log: they lack those of {missing} of its clients")
    try:
        with closing(sqlite3.connect(log, isolation_level=None)) as source, connect(url) as target:
            check_current(target, where)
            source.execute("PRAGMA busy_timeout = 15000")
            source.execute("BEGIN IMMEDIATE")
            copy = LogCopy(source, target, site)
            keys = rows = None
            if not (source.execute(_IS_CLOSED).fetchone() and copy.is_whole()):
                copy.begin()
                keys = _copy_keys(folder, target, site)
                for reached in copy.copy():
                    told("copying the log", reached, head)
                for reached in copy.verify():
                    told("comparing the log", reached, head)
                rows = _copy_tables(folder, Storage(site, url), told)
                source.execute(NO_MORE)
                source.execute("COMMIT")
                copy.finish()
        _put_away(folder)
    except psycopg.Error as error:
        raise explained(error, where) from None
    except sqlite3.Error as error:
        raise lite_explained(error, log) from None
    return Moved(site, head, keys, rows)


def _copy_keys(folder: Path, target: psycopg.Connection[tuple[Any, ...]], site: str) -> int:
    """Before the log, so that every event finds its key. What was erased here is erased there."""
    with closing(sqlite3.connect(folder / "keys" / "keys.db")) as source:
        keys = dict(source.execute("SELECT subject, wrapped FROM keys"))
    with target.transaction():
        for subject, wrapped in keys.items():
            target.execute(_KEYS, (site, subject, wrapped))
            if wrapped is None:
                target.execute(_ERASED, (site, subject))
    if dict(target.execute(_FOUND_KEYS, (site,)).fetchall()) != keys:
        raise StoreDamaged("the database holds other keys for this site: it is left as it is")
    return len(keys)


def _copy_tables(folder: Path, target: Storage, told: Told) -> int:
    rows = 0
    for number, area in enumerate(AREAS, 1):
        if (folder / f"{area.name}.db").exists():
            rows += copy_area(area, folder, target)
        told("copying accounts, drafts and views", number, len(AREAS))
    wording = list(wording_files.everything(folder))
    for one in wording:
        wording_table.put(target, one)
    if sorted(wording_table.everything(target), key=str) != sorted(wording, key=str):
        raise StoreDamaged("the copy of the wording is not the same as what was copied")
    return rows + len(wording)


def _put_away(folder: Path) -> None:
    """Whoever still has the old files open may read them; nobody finds them by their names any more."""
    before = folder / OUT_OF_USE
    before.mkdir(mode=0o700, exist_ok=True)
    (before / "keys").mkdir(mode=0o700, exist_ok=True)
    for name in ("wording", *(f"{area.name}.db" for area in AREAS), "keys/keys.db", "log.db"):
        for ending in ("-shm", "-wal", ""):
            if (path := folder / f"{name}{ending}").exists():
                path.rename(before / f"{name}{ending}")
