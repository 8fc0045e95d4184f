"""Examines a site: whether its tables hold together, its keys fit, its views are current, its disk keeps its word."""

import os
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

from adapters.clinic import Clinic, Clock, system_clock
from adapters.keys.signing import FILE as SIGNING
from adapters.looking import InFiles, Look
from adapters.proof.auditing import audit
from adapters.proof.sealer import sealer
from adapters.sql.postgres_inspection import PostgresInspection
from adapters.views import Replay, readers
from engine.definition import content_hash
from engine.keys import DoesNotOpen, KeysUnusable
from engine.refusals import NotFound
from events.catalogue import UnknownEventType
from events.envelope import Recorded
from events.episode import EpisodeMoved, EpisodeOpened
from events.site import DefinitionPublished, PolicyPublished
from events.store import EventUnreadable, StoreDamaged, StoreError

_SAMPLE: Final = 500
"""How many sealed events are opened unless all are."""
_SYNCS: Final = 20
_SLOW: Final = 0.1
"""Seconds that a commit may wait for the disk before staff notice."""
_STANDS_STILL: Final = 3_600
"""Seconds after which an event should have been sealed, once that was begun."""
_NAMED: Final = 10
"""How many positions are named where more are wrong."""

_WELL: Final = {
    "file": "every page and index of the database is whole",
    "positions": "positions run from 1 without a hole, and time never goes back",
    "streams": "every stream stands where its events end",
    "receipts": "every command has the receipt of what it appended",
    "append-only": "the database refuses to change, delete or replace an event",
    "rights": "the role of HOMEPORT_DATABASE_URL may append to the log, and not write past its rules",
}
# What is there may be evidence: nothing is ever to be restored over it.
_FROM_BACKUP: Final = (
    "keep this folder as it is, and restore a backup to a new, empty one: homeport restore BACKUP --data NEW"
)
_FROM_DUMP: Final = (
    "keep this database as it is, and restore a dump to a new one, or call whoever looks after the server"
)
_AS_SAID: Final = "do what this line says, then run homeport doctor again"
_TOGETHER: Final = "keep everything as it is, and restore elsewhere, log and keys from backups that belong together"
_SEAL: Final = "homeport proof seal does it now; homeport serve or a worker does it by itself while it runs"
_UNSEALED: Final = (
    "until then homeport projections verify finds stored rows and scores that differ from the log, no more"
)
_SIGNING_KEY: Final = "do what this line says; where the key is lost, homeport proof key --new makes another"
_KEEP: Final = "keep everything as it is, and compare with a backup and with checkpoints that somebody else holds"
_KEEPS: Final = frozenset({_FROM_BACKUP, _FROM_DUMP, _TOGETHER, _KEEP})
_BESIDE: Final = ("sealing", "views")
_PARKED: Final = "homeport parked list says which; once their cause is mended, homeport parked replay"
_LATER: Final = "first do what is said above about the log: nothing is to be written here until it is whole"
_ROLE: Final = "homeport database role NAME, as the owner of the tables; then name that role in HOMEPORT_DATABASE_URL"
_OF_RULES: Final = {"append-only": _KEEP, "rights": _ROLE}
_KEYS_FROM_BACKUP: Final = "put back the keys that were backed up with this log"


class Finding(NamedTuple):
    """What was examined, whether it is well (None: nothing there can tell), what was found, and what to do about it."""

    check: str
    ok: bool | None
    says: str
    remedy: str = ""


def examine(
    folder: Path, *, database: str | None = None, every: bool = False, clock: Clock = system_clock
) -> Iterator[Finding]:
    """Every check in turn; `every` opens all sealed events and not a sample. Raises `NotFound` without a site.

    `database` is the address of the PostgreSQL that the site lies in, if it does.
    """
    is_kept = False  # what is beside the log is mended by writing, which would spoil what may be evidence
    for finding in _examined(folder, database, every, clock):
        if is_kept and finding.check in _BESIDE and finding.ok is False and finding.remedy not in _KEEPS:
            yield finding._replace(remedy=_LATER)
        else:
            yield finding
        is_kept = is_kept or finding.remedy in _KEEPS


def _examined(folder: Path, database: str | None, every: bool, clock: Clock) -> Iterator[Finding]:
    if not any((folder / name).exists() for name in ("site.json", "log.db", "keys/keyring.json")):
        raise NotFound(f"there is no site in {folder}; name its folder with --data")
    remedy = _FROM_DUMP if database else _FROM_BACKUP
    files = InFiles(folder)
    if database is None:  # also where the site cannot be opened
        yield from _log(files, remedy)
    try:
        clinic = Clinic(folder, database=database, clock=clock, even_damaged=True)
    except KeysUnusable as error:
        yield _failed("keys", error, remedy)
    except (StoreError, NotFound) as error:
        yield _failed("site", error, remedy)
    else:
        with clinic, closing(PostgresInspection(database, clinic.store.log) if database else files) as look:
            if database is not None:
                yield from _log(look, remedy)
            yield from _guarded("keys", lambda: _keys(clinic, look, remedy), remedy)
            yield from _guarded("events", lambda: _events(clinic), remedy)
            yield from _guarded("proof", lambda: _proof(clinic), remedy, beside=_AS_SAID)
            yield from _guarded("sealing", lambda: _sealing(clinic), remedy, beside=_AS_SAID)
            yield from _guarded("sealed", lambda: _sealed(clinic, look, every, remedy), remedy)
            yield from _guarded("pathway", lambda: _published(clinic, remedy), remedy)
            anew = "homeport projections rebuild"
            beside = anew if database else f"delete views.db, then: {anew}"
            yield from _guarded("views", lambda: _views(clinic), remedy, beside=beside)
            if database is not None:
                yield from _guarded("disk", lambda: _disk(folder, look), remedy)
    if database is None:
        yield _disk(folder, files)


def _log(look: Look, remedy: str) -> Iterator[Finding]:
    for name, check in look.checks.items():
        try:
            problems = check()
        except StoreError as error:
            yield _failed(f"log {name}", error, remedy)
            return
        if problems:
            yield Finding(f"log {name}", False, "; ".join(problems), _OF_RULES.get(name, remedy))
        else:
            yield Finding(f"log {name}", True, _WELL[name])


def _guarded(check: str, examined: Callable[[], Finding | None], remedy: str, *, beside: str = "") -> Iterator[Finding]:
    """What was found, if anything. `remedy` mends a damaged log, `beside` a damaged database beside it."""
    try:
        found = examined()
    except EventUnreadable as error:
        found = _failed(check, error, remedy)
    except (StoreError, KeysUnusable, UnknownEventType) as error:
        found = _failed(check, error, beside or remedy)
    if found:
        yield found


def _failed(check: str, error: Exception, damaged: str) -> Finding:
    """What stopped a check. What is damaged or not there is to be restored; all else is mended as the line says."""
    return Finding(check, False, str(error), damaged if isinstance(error, StoreDamaged | NotFound) else _AS_SAID)


def _keys(clinic: Clinic, look: Look, remedy: str) -> Finding:
    if not clinic.site.id:
        return Finding("keys", False, "the log holds no event of the site that site.json names", remedy)
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
        return Finding("proof", None, f"whether an event was altered cannot be told ({error})", _UNSEALED)
    if found.wrong:
        return Finding("proof", False, found.wrong, _KEEP)
    says = f"{found.events} events are what the last checkpoint sealed (homeport proof verify looks at every one)"
    return Finding("proof", True, says)


def _sealing(clinic: Clinic) -> Finding | None:
    sealing = sealer(clinic)
    waiting, waited = sealing.waiting(), sealing.lag()
    head = clinic.store.head().position
    if waiting < 0:
        says = f"the log was sealed up to position {head - waiting}, and ends at {head}: what came after it is gone"
        return Finding("sealing", False, says, _KEEP)
    reached = f"the log is sealed up to position {head - waiting} of {head}"
    has_begun = waiting < head
    try:
        sealing.check_key()
    except KeysUnusable as error:
        # Where machines share a site, those without the key leave sealing to those that have it.
        is_elsewhere = not isinstance(clinic.storage.location, Path) and not (clinic.folder / "keys" / SIGNING).exists()
        if not is_elsewhere or waited > _STANDS_STILL:
            return Finding("sealing", False, f"{reached}, and goes no further: {error}", _SIGNING_KEY)
        return Finding("sealing", True, f"{reached}, by another machine: the signing key is not here")
    if has_begun and waited > _STANDS_STILL:
        says = f"{reached}, and the {waiting} after it have waited for more than {int(waited // 3_600)} h"
        return Finding("sealing", False, says, _SEAL)
    if not has_begun:
        return None  # the proof has said it
    return Finding("sealing", True, f"{reached}{', the rest is still to come' if waiting else ''}, and its key is here")


def _sealed(clinic: Clinic, look: Look, every: bool, remedy: str) -> Finding:
    replay, domain = Replay(clinic), clinic.engine.domain
    subjects: dict[str, str] = {}
    opened: set[str] = set()
    closed: dict[int, str] = {}
    count = 0
    for record in _sealed_records(clinic, look, every):
        stream = record.stream
        if stream not in subjects:
            subjects[stream] = domain.subject_of(stream, replay.fold(stream))
        try:
            clinic.engine.sealing.open(record, subjects[stream])
        except DoesNotOpen:
            closed[record.position] = subjects[stream]
        else:
            opened.add(subjects[stream])
        count += 1
    if closed:
        says = f"what is sealed in the event at position {_positions(closed)} does not open with its key"
        return Finding("sealed", False, says, remedy if opened.issuperset(closed.values()) else _TOGETHER)
    return Finding("sealed", True, f"{count} sealed events opened with their keys{'' if every else ' (a sample)'}")


def _positions(found: Collection[int]) -> str:
    named = ", ".join(map(str, islice(found, _NAMED)))
    return f"{named} and {len(found) - _NAMED} more" if len(found) > _NAMED else named


def _sealed_records(clinic: Clinic, look: Look, every: bool) -> Iterator[Recorded]:
    if every:
        yield from (record for record in clinic.store.read_log() if record.sealed is not None)
        return
    positions = look.sealed_positions()
    for position in positions[:: max(1, len(positions) // _SAMPLE)]:
        yield from clinic.store.read_log(after=position - 1, limit=1)


def _published(clinic: Clinic, remedy: str) -> Finding:
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
        return Finding("pathway", False, "; ".join(changed[:5]), remedy)
    says = f"{len(published)} definitions and policies are as published, and {pinned} pins name one of them"
    return Finding("pathway", True, says)


def _views(clinic: Clinic) -> Finding:
    head = clinic.store.head().position
    lags = {name: head - clinic.views.live(name).position for name in readers(clinic)}
    if ahead := [name for name, lag in lags.items() if lag < 0]:
        says = f"{', '.join(ahead)} know{'s' if len(ahead) == 1 else ''} of more than the log holds"
        return Finding("views", False, says, "homeport projections rebuild")
    parked = {name: len(reader.standing()[1].parked) for name, reader in readers(clinic).items()}
    if any(parked.values()):
        says = ", ".join(f"{name} {number}" for name, number in parked.items() if number)
        return Finding("views", False, f"parked events, which could not be read: {says}", _PARKED)
    words = {0: "current", 1: "1 event behind"}
    told = ", ".join(f"{name} {words.get(lag, f'{lag} events behind')}" for name, lag in lags.items())
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
