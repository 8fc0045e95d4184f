"""Copies files and databases privately and durably, into a folder that is there whole or not at all."""

import hashlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from adapters.sql.connections import explained
from adapters.sql.inspection import reading
from engine.refusals import AlreadyExists
from events.store import StoreDamaged, StoreUnavailable

_HELD: Final = (("manifest.json", "backup"), ("site.json", "site"))
"""By which file in it a folder is known; a backup holds those of a site too."""
_FULL: Final = "is not an empty folder"


@contextmanager
def made_whole(target: Path) -> Iterator[Path]:
    """A folder beside `target` that becomes it once all went well, and else is gone.

    Raises `AlreadyExists` where `target` is more than an empty folder, `StoreUnavailable` where it cannot be written.
    """
    try:
        if target.exists() and (not target.is_dir() or any(target.iterdir())):
            what = next((f"holds a {held} already" for name, held in _HELD if (target / name).exists()), _FULL)
            raise AlreadyExists(f"{target} {what}; name a folder that is empty or not there yet")
        target.parent.mkdir(parents=True, exist_ok=True)
        making = Path(tempfile.mkdtemp(prefix=f".{target.name}-", dir=target.parent))
    except OSError as error:
        raise _unwritable(target, error) from None
    try:
        yield making
        making.rename(target)
    except OSError as error:
        raise _unwritable(target, error) from None
    finally:
        shutil.rmtree(making, ignore_errors=True)


def copy_database(source: Path, target: Path) -> None:
    """Copies a database as it stands at one moment, whoever writes to it meanwhile.

    Raises `StoreUnavailable` and `StoreDamaged`.
    """
    write(target, b"")
    still = not source.with_name(f"{source.name}-wal").exists()
    with reading(source, still=still) as original:
        try:
            with closing(sqlite3.connect(target)) as copy:
                original.backup(copy)
        except sqlite3.Error as error:
            raise explained(error, source) from None


def copy_file(source: Path, target: Path) -> None:
    """Copies a file. Raises `StoreDamaged` where it is missing."""
    try:
        with source.open("rb") as original, _private(target) as copy:
            shutil.copyfileobj(original, copy)
    except FileNotFoundError:
        raise StoreDamaged(f"{source} is missing: use another backup") from None


def write(target: Path, content: bytes) -> None:
    """Writes a new file."""
    with _private(target) as file:
        file.write(content)


@contextmanager
def _private(path: Path) -> Iterator[BinaryIO]:
    """A new file that its owner alone may read, on the disk once it is written."""
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123  # a descriptor
        yield file
        file.flush()
        os.fsync(file.fileno())


def sha256(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unwritable(folder: Path, error: OSError) -> StoreUnavailable:
    return StoreUnavailable(f"{folder} cannot be written ({os.strerror(error.errno or 0)}); name another folder")
