"""Checkpoints outside the database: files of signed notes that grow and are never rewritten, one for each day."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from adapters.clinic import Clinic
from adapters.settings import settings
from events.checkpoint import Checkpoint, read_checkpoint
from events.note import NotANote, Note, read_note
from events.store import StoreUnavailable

FOLDER: Final = "checkpoints"
"""Where they lie in a site's folder, unless HOMEPORT_CHECKPOINTS names another place."""
_NOTE: Final = re.compile(
    r"^[^\n]+\n[0-9]+\n[A-Za-z0-9+/]{43}=\n(?:time [^\n]+\n)?\n(?:— [^ \n]+ [A-Za-z0-9+/=]{92,}\n)+", re.MULTILINE
)
"""One whole checkpoint among others, and among what is left of one that was cut short."""
_TAIL: Final = 4_096
"""Bytes that hold the last checkpoint of a file, whatever its origin is called."""


class Stated(NamedTuple):
    """A checkpoint as somebody states it: in which file, and with which signatures."""

    where: Path
    note: Note
    checkpoint: Checkpoint


class Published:
    """The checkpoints in a folder. Everything raises `StoreUnavailable`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def append(self, note: Note, day: str) -> None:
        """Adds a checkpoint to the file of a day; on the disk when this returns."""
        path = self.folder / f"{day}.txt"
        try:
            self.folder.mkdir(mode=0o755, parents=True, exist_ok=True)
            is_new = not path.exists()
            descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
            with open(descriptor, "ab") as file:  # noqa: PTH123  # it is a descriptor
                # An empty line sets each apart; after one that was cut short by a crash, it ends that.
                file.write(f"{'' if is_new else chr(10)}{note}".encode())
                file.flush()
                os.fsync(descriptor)
            if is_new:
                _sync(self.folder)
        except OSError as error:
            raise _unusable(path, error) from None

    def last(self) -> Stated | None:
        """The checkpoint that was published last."""
        for path in reversed(self.files()):
            if stated := list(_stated(path, _tail(path))):
                return stated[-1]
        return None

    def __iter__(self) -> Iterator[Stated]:
        """All checkpoints, the oldest first."""
        for path in self.files():
            yield from read(path)

    def files(self) -> list[Path]:
        """The files, the oldest first."""
        try:
            return sorted(self.folder.glob("????-??-??.txt"))
        except OSError as error:
            raise _unusable(self.folder, error) from None


def published(clinic: Clinic) -> Published:
    """Where the checkpoints of a site are published: as its settings say, else in its folder."""
    elsewhere = settings().checkpoints
    return Published(elsewhere / clinic.store.log if elsewhere else clinic.folder / FOLDER)


def read(path: Path) -> Iterator[Stated]:
    """The checkpoints in a file, in order. What was cut short by a crash, before it was published, is passed over."""
    try:
        content = path.read_text()
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, error) from None
    return _stated(path, content)


def _stated(path: Path, content: str) -> Iterator[Stated]:
    for found in _NOTE.finditer(content):
        try:
            note = read_note(found[0])
            yield Stated(path, note, read_checkpoint(note.text))
        except NotANote:
            continue


def _tail(path: Path) -> str:
    try:
        with path.open("rb") as file:
            file.seek(max(0, file.seek(0, os.SEEK_END) - _TAIL))
            return file.read().decode(errors="replace")
    except OSError as error:
        raise _unusable(path, error) from None


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unusable(path: Path, error: Exception) -> StoreUnavailable:
    why = os.strerror(error.errno or 0) if isinstance(error, OSError) else "it is not text"
    return StoreUnavailable(f"{path} cannot be used ({why}); see that you may read and write there")
