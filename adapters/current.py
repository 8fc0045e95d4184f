"""Brings a stored view up to date for somebody who is about to read it, as far as that can be had in time."""

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final, NamedTuple

from adapters.clinic import Clinic
from adapters.views import readers
from engine.leases import LeaseLost, holding
from engine.projections import Checkpoint, Row
from engine.readers import Reader

_PATIENCE: Final = 2.0  # seconds to wait for another that is at it
_LOOK: Final = 0.02  # seconds between two looks at how far it has come


class Standing(NamedTuple):
    """How a view stands: where, how many events it is behind the log, and how many of its events are parked."""

    at: Checkpoint
    behind: int
    parked: int


def current(clinic: Clinic, view: str, patience: float = _PATIENCE) -> Standing:
    """Brings a view to the head of the log, which is beyond whatever the caller has just recorded.

    Whoever finds nobody at it reads what is new; else a worker does, and is waited for, but not for ever. KeyError for
    a view there is not.
    """
    reader = readers(clinic)[view]
    head = clinic.store.head().position
    at, aside = reader.standing()
    if at.position < head:
        _bring(clinic, reader, head, patience)
        at, aside = reader.standing()
    return Standing(at, max(0, head - at.position), len(aside.parked))


def read_rows(clinic: Clinic, view: str) -> Iterator[tuple[str, Row]]:
    """The rows of a view by key, brought up to date."""
    current(clinic, view)
    return clinic.views.rows(view)


def rows_due(clinic: Clinic, view: str, now: int) -> Iterator[Row]:
    """The rows of a view, brought up to date, in which something fell due before `now`: earliest first."""
    current(clinic, view)
    return clinic.views.due(view, now)


def _bring(clinic: Clinic, reader: Reader, head: int, patience: float) -> None:
    leases, views = clinic.views.leases, clinic.views
    deadline = time.monotonic() + patience
    while views.live(reader.name).position < head:
        with holding(leases, reader.name, "a reader of the view") as lease:
            if lease is not None:
                with suppress(LeaseLost):  # this process slept, and another goes on
                    reader.run(lease)
        if lease is None:
            if time.monotonic() > deadline:
                return
            time.sleep(_LOOK)
