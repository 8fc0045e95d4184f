"""Loads wording into a site, and finds it again, wherever the site lies."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from adapters.clinic import Clinic
from adapters.wording import files
from adapters.wording.texts import Wording
from events.instants import iso
from events.site import Role
from workflows.aiat.deciding.rules import may
from workflows.instruments.form import Form

_MAY: Final[tuple[Role, ...]] = ("administrator", "supervisor")


def keep(clinic: Clinic, read: Wording, staff: str | None = None) -> Path | None:
    """Keeps wording, in place of what was loaded before for that form, version and language; its file, if it has one.

    Raises `NotAllowed` where `staff` is given and is neither administrator nor supervisor, `StoreUnavailable`.
    """
    if staff is not None:
        may(clinic.site, staff, _MAY, "load wording")
    kept = read.model_copy(update={"loaded_by": staff, "loaded_at": iso(clinic.clock())})
    if isinstance(clinic.storage.location, Path):
        return files.put(clinic.storage.location, kept)
    from adapters.wording import table  # noqa: PLC0415  # what a site in files does without

    table.put(clinic.storage, kept)
    return None


def wording(clinic: Clinic, form: Form, language: str) -> Wording | None:
    """The wording of a form in a language; else in a variety of it, or the language that it is a variety of; else None.

    Raises `StoreUnavailable`, and `StoreDamaged` for what is not as it was written.
    """
    found = {one.language: one for one in loaded(clinic) if (one.form, one.version) == (form.id, form.version)}
    primary = language.partition("-")[0]
    near = [one for tag, one in sorted(found.items()) if tag.partition("-")[0] == primary]
    return found.get(language) or found.get(primary) or next(iter(near), None)


def loaded(clinic: Clinic) -> Iterator[Wording]:
    """Everything that was loaded, by form, version and language. Raises as `wording`."""
    if isinstance(clinic.storage.location, Path):
        return files.everything(clinic.storage.location)
    from adapters.wording import table  # noqa: PLC0415  # as above

    return table.everything(clinic.storage)
