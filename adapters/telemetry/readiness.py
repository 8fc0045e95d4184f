"""Whether a site can be served, part by part, in fixed words: no address, no path, nothing of anybody."""

from typing import Any, NamedTuple

from adapters.clinic import Clinic
from adapters.sql.opening import check_schema
from adapters.sql.schema import MadeByNewer, Outdated
from events.store import StoreDamaged, StoreError


class Readiness(NamedTuple):
    """How each part is; only what no request can do without makes the whole not ready."""

    is_ready: bool
    parts: dict[str, Any]


def readiness(clinic: Clinic) -> Readiness:
    """Looks at every part now, over connections that are there already and over a new one."""
    database, migrations = _database(clinic)
    parts: dict[str, Any] = {"database": database, "migrations": migrations}
    return Readiness(database == migrations == "ok", parts)


def _database(clinic: Clinic) -> tuple[str, str]:
    try:
        check_schema(clinic.folder / "log.db")
        clinic.store.head()
    except Outdated:
        return "ok", "to be applied"
    except MadeByNewer:
        return "ok", "made by a newer Homeport"
    except StoreDamaged:
        return "damaged", "not known"
    except StoreError:
        return "cannot be reached", "not known"
    return "ok", "ok"
