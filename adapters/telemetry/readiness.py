"""Whether a site can be served, part by part, in fixed words: no address, no path, nothing of anybody."""

from pathlib import Path
from typing import Any, Final, NamedTuple

from adapters.clinic import Clinic
from adapters.sql.opening import check_schema
from adapters.sql.schema import MadeByNewer, Outdated
from adapters.views import readers
from engine.readers import Reader
from events.store import StoreDamaged, StoreError
from projections.words.sentence import counted

_LATE: Final = 60.0
"""Seconds behind the log from which a reader is told of."""


class Readiness(NamedTuple):
    """How each part is; only what no request can do without makes the whole not ready."""

    is_ready: bool
    parts: dict[str, Any]


def readiness(clinic: Clinic) -> Readiness:
    """Looks at every part now, over connections that are there already and over a new one.

    Readers are told of, and make nothing unready: where they are behind, pages are served, with older lists.
    """
    database, migrations = _database(clinic)
    parts: dict[str, Any] = {"database": database, "migrations": migrations}
    if is_ready := database == migrations == "ok":
        parts["readers"] = _readers(clinic)
    return Readiness(is_ready, parts)


def _readers(clinic: Clinic) -> dict[str, Any]:
    try:
        return {name: _reader(reader) for name, reader in readers(clinic).items()}
    except StoreError:
        return {"views": "cannot be read"}


def _reader(reader: Reader) -> str:
    held = len(reader.standing()[1].parked)
    lag = reader.lag()
    problems = [f"{lag.positions} events behind, {lag.seconds:.0f} seconds"] if lag.seconds > _LATE else []
    problems += [f"{counted(held, 'stream')} held up by parked events"] if held else []
    return "; ".join(problems) or "ok"


def _database(clinic: Clinic) -> tuple[str, str]:
    location = clinic.storage.location
    try:
        check_schema(location / "log.db" if isinstance(location, Path) else location)
        clinic.store.check_whole()
    except Outdated:
        return "ok", "to be applied"
    except MadeByNewer:
        return "ok", "made by a newer Homeport"
    except StoreDamaged:
        return "damaged", "not known"
    except StoreError:
        return "cannot be reached", "not known"
    return "ok", "ok"
