"""Copies a site, so that log, views and keys fit together, and makes a site from such a copy.

The seal is copied before the checkpoints, those and views before the log, and the log before the keys: what was sealed
was published, neither that nor a view knows more than the log, and every event finds its key. A backup, or a restored
site, is there whole or not at all.
"""

import os
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from adapters.clinic import Clinic
from adapters.copying import copy_database, copy_file, made_whole, sha256, write
from adapters.keys.signing import FILE as SIGNING_KEY
from adapters.proof.published import FOLDER as CHECKPOINTS
from adapters.proof.published import Published, published
from adapters.sql.inspection import check_log, clients_without_key, count, reading
from engine.keys import KeysUnusable
from engine.refusals import AlreadyExists, NotFound, Refused
from events.instants import iso
from events.store import StoreDamaged, StoreError, StoreUnavailable

MANIFEST: Final = "manifest.json"
KEYS: Final = "keys"
_BESIDE: Final = ("identity.db", "access.db", "drafts.db", "one_time.db", "webhooks.db")
_SEAL: Final = "proof.db"
_DATABASES: Final = ("views.db", *_BESIDE, "log.db", "keys/keys.db")
"""In the order in which they are copied."""
_SIGNING: Final = f"keys/{SIGNING_KEY}"
_PLAIN: Final = ("site.json", "keys/keyring.json")

File = (
    Literal["site.json", "log.db", "views.db", "keys/keyring.json", "keys/keys.db", "keys/signing.key"]
    | Literal["access.db", "drafts.db", "identity.db", "one_time.db", "proof.db", "webhooks.db"]
    | Annotated[str, StringConstraints(pattern=r"^checkpoints/[0-9]{4}-[0-9]{2}-[0-9]{2}\.txt$")]
    | Annotated[str, StringConstraints(pattern=r"^wording/[A-Za-z0-9][A-Za-z0-9.-]*\.json$")]
)


class Copied(BaseModel):
    """A file of the backup: its length in bytes and its SHA-256 (hex)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: int
    sha256: str


class Manifest(BaseModel):
    """What a backup holds. `position` is how far its log reaches; `key_check` names the ring that goes with it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    homeport: str
    site: str
    taken_at: str
    position: int
    recorded_at: str
    streams: int
    commands: int
    keys: int
    key_check: str
    files: dict[File, Copied]


def back_up(clinic: Clinic, target: Path) -> Manifest:
    """Copies an open site into `target`, an empty folder or none, and checks the copy. Others may go on writing.

    Raises `AlreadyExists`, `StoreUnavailable`, `StoreDamaged` and `KeysUnusable`.
    """
    if not isinstance(clinic.storage.location, Path):
        raise Refused(
            "this site lies in PostgreSQL: back it up with pg_dump, --exclude-schema=keys for everything but the keys, "
            f"--schema=keys for those, kept apart with copies of site.json, keys and checkpoints in {clinic.folder}"
        )
    clinic.check_keys()
    if target.resolve().is_relative_to(clinic.folder.resolve()):
        raise AlreadyExists(f"{target} lies within the site itself, or holds a site already; name a folder elsewhere")
    with made_whole(target) as making:
        (making / KEYS).mkdir(mode=0o700)
        _copy_databases([_SEAL], clinic.folder, making)
        _copy_checkpoints(published(clinic), making / CHECKPOINTS)
        _copy_databases(_DATABASES, clinic.folder, making)
        signing = [_SIGNING] if (clinic.folder / _SIGNING).exists() else []
        for name in (*_PLAIN, *signing, *_wording_in(clinic.folder)):
            (making / name).parent.mkdir(mode=0o700, exist_ok=True)
            copy_file(clinic.folder / name, making / name)
        _check(making, clinic.folder, clinic.folder / KEYS)
        manifest = _describe(clinic, making)
        write(making / MANIFEST, manifest.model_dump_json(indent=2).encode() + b"\n")
    return manifest


def restore(backup: Path, data: Path, keys: Path | None = None) -> Manifest:
    """Makes the site of a backup in `data`, an empty folder or none, with the keys of the backup or of `keys`.

    Raises `NotFound`, `AlreadyExists`, `StoreUnavailable`, `StoreDamaged` and `KeysUnusable`.
    """
    manifest = _read_manifest(backup)
    if keys is None and not (backup / KEYS).is_dir():
        raise KeysUnusable(f"the keys are not in {backup}: name the folder that they were kept in with --keys")
    with made_whole(data) as making:
        (making / KEYS).mkdir(mode=0o700)
        for name, copied in manifest.files.items():
            if keys is None or not name.startswith(KEYS):
                (making / name).parent.mkdir(mode=0o700, exist_ok=True)
                copy_file(backup / name, making / name)
                _is_as_described(backup / name, making / name, copied)
        if keys is not None:
            _copy_keys(keys, making / KEYS)
        _check(making, backup, keys or backup / KEYS)
    return manifest


def _copy_databases(names: Sequence[str], source: Path, target: Path) -> None:
    for name in names:
        if (source / name).exists():
            copy_database(source / name, target / name)


def _copy_checkpoints(source: Published, target: Path) -> None:
    for file in source.files():
        target.mkdir(mode=0o700, exist_ok=True)
        copy_file(file, target / file.name)


def _wording_in(folder: Path) -> list[str]:
    return sorted(f"wording/{path.name}" for path in (folder / "wording").glob("*.json"))


def _check(folder: Path, original: Path, keys: Path) -> None:
    """Checks that a copied site holds together; what is wrong is told of where it was copied from."""
    try:
        _holds_together(folder)
    except (StoreError, KeysUnusable) as error:
        told = str(error).replace(str(folder / KEYS), str(keys)).replace(str(folder), str(original))
        raise type(error)(told) from None


def _holds_together(folder: Path) -> None:
    check_log(folder / "log.db")
    with Clinic(folder) as copy:
        copy.check_keys()
        for record in copy.store.read_log():
            copy.engine.domain.catalogue.decode(record)
    if missing := clients_without_key(folder / "log.db", folder / KEYS / "keys.db", still=True):
        raise KeysUnusable(f"the keys are older than the log: they lack those of {missing} of its clients")


def _describe(clinic: Clinic, folder: Path) -> Manifest:
    log = folder / "log.db"
    with reading(log, still=True) as connection:
        head = connection.execute("SELECT max(position), max(recorded_at) FROM events").fetchone()
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return Manifest.model_validate(
        {
            "homeport": version("homeport"),
            "site": clinic.store.log,
            "taken_at": iso(clinic.clock()),
            "position": head[0],
            "recorded_at": iso(head[1]),
            "streams": count(log, "streams"),
            "commands": count(log, "commands"),
            "keys": count(folder / KEYS / "keys.db", "keys"),
            "key_check": clinic.site.key_check,
            "files": {
                path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": sha256(path)}
                for path in files
            },
        }
    )


def _read_manifest(backup: Path) -> Manifest:
    path = backup / MANIFEST
    try:
        return Manifest.model_validate_json(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise NotFound(f"there is no backup in {backup}: it would hold a {MANIFEST}") from None
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be read ({os.strerror(error.errno or 0)})") from None
    except ValidationError:
        raise StoreDamaged(f"{path} is damaged, or of a newer Homeport: use another backup, or upgrade") from None


def _is_as_described(original: Path, copy: Path, described: Copied) -> None:
    if copy.stat().st_size != described.bytes or sha256(copy) != described.sha256:
        raise StoreDamaged(f"{original} is not as it was backed up: use another backup")


def _copy_keys(keys: Path, target: Path) -> None:
    for name in ("keyring.json", "keys.db"):
        if not (keys / name).is_file():
            raise KeysUnusable(f"{keys} does not hold the keys: there is no {name} in it")
    copy_file(keys / "keyring.json", target / "keyring.json")
    copy_database(keys / "keys.db", target / "keys.db")
    if (keys / SIGNING_KEY).is_file():
        copy_file(keys / SIGNING_KEY, target / SIGNING_KEY)
