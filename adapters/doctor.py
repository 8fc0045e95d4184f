"""Examines a site: whether its tables hold together, its keys fit, its views are current, its disk keeps its word."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from adapters.clinic import Clinic
from adapters.looking import InFiles, Look
from adapters.proof.auditing import audit
from adapters.sql.postgres_inspection import PostgresInspection
from adapters.views import Replay, readers
from engine.definition import content_hash
from engine.keys import KeysUnusable
from engine.refusals import NotFound
from events.catalogue import UnknownEventType
from events.envelope import Recorded
from events.episode import EpisodeMoved, EpisodeOpened
from events.site import DefinitionPublished, PolicyPublished
from events.store import StoreError, StoreUnavailable

_SAMPLE: Final = 500
"""How many sealed events are opened unless all are."""
_SYNCS: Final = 20
_SLOW: Final = 0.1
"""Seconds that a commit may wait for the disk before staff notice."""

_WELL: Final = {
    "file": "every page and index of the database is whole",
    "positions": "positions run from 1 without a hole, and time never goes back",
    "streams": "every stream stands where its events end",
    "receipts": "every command has the receipt of what it appended",
    "append-only": "the database refuses to change, delete or replace an event",
}
_FROM_BACKUP: Final = "restore the site from a backup: homeport restore BACKUP --data DIR"
_FROM_DUMP: Final = "restore the database from a dump, or call whoever looks after the server"
_AS_SAID: Final = "do what this line says, then run homeport doctor again"
_KEEP: Final = "keep everything as it is, and compare with a backup and with checkpoints that somebody else holds"
_KEYS_FROM_BACKUP: Final = "put back the keys that were backed up with this log"


class Finding(NamedTuple):
    """What was examined, whether it is well, what was found, and what to do about a problem."""

    check: str
    ok: bool
    says: str
    remedy: str = ""


def examine(folder: Path, *, database: str | None = None, every: bool = False) -> Iterator[Finding]:
    """Every check in turn; `every` opens all sealed events and not a sample. Raises `NotFound` without a site.

    `database` is the address of the PostgreSQL that the site lies in, if it does.
    """
    if not any((folder / name).exists() for name in ("site.json", "log.db")):
        raise NotFound(f"there is no site in {folder}; name its folder with --data")
    remedy = _FROM_DUMP if database else _FROM_BACKUP
    files = InFiles(folder)
    if database is None:  # also where the site cannot be opened
        yield from _log(files, remedy)
    try:
        clinic = Clinic(folder, database=database)
    except KeysUnusable as error:
        yield Finding("keys", False, str(error), _KEYS_FROM_BACKUP)
    except StoreUnavailable as error:
        yield Finding("site", False, str(error), _AS_SAID if database else remedy)
    except (StoreError, NotFound) as error:
        yield Finding("site", False, str(error), remedy)
    else:
        with clinic, closing(PostgresInspection(database, clinic.store.log) if database else files) as look:
            if database is not None:
                yield from _log(look, remedy)
            yield _guarded("keys", lambda: _keys(clinic, look), _KEYS_FROM_BACKUP)
            yield _guarded("events", lambda: _events(clinic), remedy)
            yield _guarded("proof", lambda: _proof(clinic), _KEEP)
            yield _guarded("sealed", lambda: _sealed(clinic, look, every), _KEYS_FROM_BACKUP)
            yield _guarded("pathway", lambda: _published(clinic), remedy)
            anew = "homeport projections rebuild"
            yield _guarded("views", lambda: _views(clinic), anew if database else f"delete views.db, then: {anew}")
            if database is not None:
                yield _guarded("disk", lambda: _disk(folder, look), remedy)
    if database is None:
        yield _disk(folder, files)


def _log(look: Look, remedy: str) -> Iterator[Finding]:
    for name, check in look.checks.items():
        try:
            problems = check()
        except StoreError as error:
            yield Finding(f"log {name}", False, str(error), remedy)
            return
        if problems:
            yield Finding(f"log {name}", False, "; ".join(problems), remedy)
        else:
            yield Finding(f"log {name}", True, _WELL[name])


def _guarded(check: str, examined: Callable[[], Finding], remedy: str) -> Finding:
    try:
        return examined()
    except (StoreError, KeysUnusable, UnknownEventType) as error:
        return Finding(check, False, str(error), remedy)


def _keys(clinic: Clinic, look: Look) -> Finding:
    if not clinic.site.id:
        return Finding("keys", False, "the log holds no event of the site that site.json names", _FROM_BACKUP)
    clinic.check_keys()
    if missing := look.clients_without_key():
        says = f"the keys are older than the log: they lack those of {missing} of its clients"
        return Finding("keys", False, says, _KEYS_FROM_BACKUP)
    return Finding("keys", True, "the ring is the one of this log, its owner's alone, with a key for every client")


def _events(clinic: Clinic) -> Finding:
    read = 0
    for record in clinic.store.read_log():
        clinic.engine.domain.catalogue.decode(record)
        read += 1
    return Finding("events", True, f"each of the {read} events can be read")


def _proof(clinic: Clinic) -> Finding:
    try:
        found = audit(clinic, last_alone=True)
    except NotFound as error:
        return Finding("proof", True, str(error))
    if found.wrong:
        return Finding("proof", False, found.wrong, _KEEP)
    return Finding("proof", True, f"{found.events} events are what was sealed: {found.says}")


def _sealed(clinic: Clinic, look: Look, every: bool) -> Finding:
    replay, domain = Replay(clinic), clinic.engine.domain
    subjects: dict[str, str] = {}
    opened = 0
    for record in _sealed_records(clinic, look, every):
        stream = record.stream
        if stream not in subjects:
            subjects[stream] = domain.subject_of(stream, replay.fold(stream))
        clinic.engine.sealing.open(record, subjects[stream])
        opened += 1
    return Finding("sealed", True, f"{opened} sealed events opened with their keys{'' if every else ' (a sample)'}")


def _sealed_records(clinic: Clinic, look: Look, every: bool) -> Iterator[Recorded]:
    if every:
        yield from (record for record in clinic.store.read_log() if record.sealed is not None)
        return
    positions = look.sealed_positions()
    for position in positions[:: max(1, len(positions) // _SAMPLE)]:
        yield from clinic.store.read_log(after=position - 1, limit=1)


def _published(clinic: Clinic) -> Finding:
    published: set[tuple[str, int, str]] = set()
    changed = []
    pinned = 0
    types = [DefinitionPublished.type, PolicyPublished.type, EpisodeOpened.type, EpisodeMoved.type]
    for record in clinic.store.read_log(types=types):
        event = clinic.engine.domain.catalogue.decode(record)
        match event:
            case DefinitionPublished() | PolicyPublished():
                published.add((event.name, event.version, event.hash))
                if content_hash(event.content) != event.hash:
                    changed.append(f"{event.name} version {event.version} is not what was published")
            case EpisodeOpened() | EpisodeMoved():
                pinned += 1
                changed += [
                    f"position {record.position} pins {pin.name} version {pin.version}, never published"
                    for pin in (event.definition, event.policy)
                    if (pin.name, pin.version, pin.hash) not in published
                ]
    if changed:
        return Finding("pathway", False, "; ".join(changed[:5]), _FROM_BACKUP)
    says = f"{len(published)} definitions and policies are as published, and {pinned} pins name one of them"
    return Finding("pathway", True, says)


def _views(clinic: Clinic) -> Finding:
    head = clinic.store.head().position
    lags = {name: head - clinic.views.live(name).position for name in readers(clinic)}
    if ahead := [name for name, lag in lags.items() if lag < 0]:
        says = f"{', '.join(ahead)} knows of more than the log holds"
        return Finding("views", False, says, "homeport projections rebuild")
    told = ", ".join(f"{name} {'current' if lag == 0 else f'{lag} events behind'}" for name, lag in lags.items())
    return Finding("views", True, f"{told} (reading a view catches it up)")


def _disk(folder: Path, look: Look) -> Finding:
    taken = []
    try:
        for _ in range(_SYNCS):
            before = time.perf_counter()
            look.commit()
            taken.append(time.perf_counter() - before)
    except OSError as error:
        says = f"{folder} cannot be written: {os.strerror(error.errno or 0)}"
        return Finding("disk", False, says, "see that you may write there, and that the disk has room")
    latency = median(taken)
    says = f"a write is on the disk after {1000 * latency:.2f} ms"
    return Finding("disk", latency <= _SLOW, says, "" if latency <= _SLOW else "move the data to a faster disk")
