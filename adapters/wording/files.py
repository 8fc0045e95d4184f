"""Keeps loaded wording in the data folder: `wording/FORM.vN.LANGUAGE.json`, its owner's alone (0600)."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from adapters.clinic import Clinic
from adapters.wording.texts import Wording
from events.instants import iso
from events.site import Role
from events.store import StoreDamaged, StoreUnavailable
from workflows.aiat.deciding.rules import may
from workflows.instruments.form import Form

_FOLDER: Final = "wording"
_MAY: Final[tuple[Role, ...]] = ("administrator", "supervisor")


def keep(clinic: Clinic, read: Wording, staff: str | None = None) -> Path:
    """Keeps wording, in place of what was loaded before for that form, version and language; where it lies.

    Raises `NotAllowed` where `staff` is given and is neither administrator nor supervisor, `StoreUnavailable`.
    """
    if staff is not None:
        may(clinic.site, staff, _MAY, "load wording")
    kept = read.model_copy(update={"loaded_by": staff, "loaded_at": iso(clinic.clock())})
    folder = clinic.folder / _FOLDER
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


def wording(clinic: Clinic, form: Form, language: str) -> Wording | None:
    """The wording of a form in a language; else in a variety of it, or the language that it is a variety of; else None.

    Raises `StoreDamaged` for a file that is not as it was written.
    """
    found = {one.language: one for one in loaded(clinic) if (one.form, one.version) == (form.id, form.version)}
    primary = language.partition("-")[0]
    near = [one for tag, one in sorted(found.items()) if tag.partition("-")[0] == primary]
    return found.get(language) or found.get(primary) or next(iter(near), None)


def loaded(clinic: Clinic) -> Iterator[Wording]:
    """Everything that was loaded, by form, version and language. Raises `StoreDamaged`."""
    for path in sorted((clinic.folder / _FOLDER).glob("*.json")):
        try:
            yield Wording.model_validate_json(path.read_bytes())
        except (ValidationError, ValueError):
            raise StoreDamaged(f"{path} is damaged: load the wording again, with homeport form load") from None
        except OSError as error:
            raise StoreUnavailable(f"{path} cannot be read ({os.strerror(error.errno or 0)})") from None
