"""Keeps loaded wording in the data folder: `wording/FORM.vN.LANGUAGE.json`, its owner's alone (0600)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from adapters.wording.texts import Wording
from events.store import StoreDamaged, StoreUnavailable

_FOLDER: Final = "wording"


def put(data: Path, kept: Wording) -> Path:
    """Keeps wording, in place of what was there for its form, version and language. Raises `StoreUnavailable`."""
    folder = data / _FOLDER
    path = folder / f"{kept.form}.v{kept.version}.{kept.language}.json"
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:  # noqa: PTH123  # a descriptor
            file.write(kept.model_dump_json(indent=1).encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise StoreUnavailable(f"{path} cannot be written ({os.strerror(error.errno or 0)})") from None
    return path


def everything(data: Path) -> Iterator[Wording]:
    """What is kept, by form, version and language. Raises `StoreUnavailable` and `StoreDamaged`."""
    for path in sorted((data / _FOLDER).glob("*.json")):
        try:
            yield Wording.model_validate_json(path.read_bytes())
        except (ValidationError, ValueError):
            raise StoreDamaged(f"{path} is damaged: load the wording again, with homeport form load") from None
        except OSError as error:
            raise StoreUnavailable(f"{path} cannot be read ({os.strerror(error.errno or 0)})") from None
