"""The synthetic site that a simulation fills."""

from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from adapters.clinic import Clinic
from adapters.simulation.calendar import Calendar
from adapters.simulation.chances import seeded_ids, seeded_keys
from adapters.simulation.queue import SimulatedClock
from engine.refusals import NotFound

_ZONE: Final = "America/Los_Angeles"


def simulated_clock() -> SimulatedClock:
    """A clock that stands at the beginning of simulated time."""
    return SimulatedClock(Calendar(ZoneInfo(_ZONE)).at(0, 7).us)


def found(folder: Path, prefix: str, clock: SimulatedClock, database: str | None = None) -> None:
    """Makes a synthetic site. Raises what `Clinic.found` raises."""
    Clinic.found(
        folder,
        site=f"synthetic-{prefix}",
        name=f"Synthetic clinic {prefix}",
        time_zone=_ZONE,
        synthetic=True,
        database=database,
        command_id=f"{prefix}-found",
        clock=clock,
        event_ids=seeded_ids(prefix, 0),
        fresh_key=seeded_keys(prefix),
    ).close()


def opened(folder: Path, prefix: str, clock: SimulatedClock, streams: int = 100, database: str | None = None) -> Clinic:
    """The site, with event ids that the simulation repeats from wherever the log stands; `streams` are kept folded."""
    clinic = Clinic(
        folder,
        database=database,
        clock=clock,
        event_ids=lambda: ids(),  # noqa: PLW0108  # named below
        cached_streams=streams,
        fresh_key=seeded_keys(prefix),
    )
    ids = seeded_ids(prefix, clinic.store.head().position)
    return clinic


def found_or_opened(
    folder: Path, prefix: str, clock: SimulatedClock, streams: int, database: str | None = None
) -> Clinic:
    """The site, made first where the folder holds none."""
    try:
        return opened(folder, prefix, clock, streams, database)
    except NotFound:
        found(folder, prefix, clock, database)
        return opened(folder, prefix, clock, streams, database)
