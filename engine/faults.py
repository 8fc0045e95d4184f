"""What is kept of an error: its type and its place in our code, never its text, which may quote personal data."""

from collections.abc import Iterator
from types import TracebackType
from typing import NamedTuple

from engine.keys import KeysUnusable
from engine.leases import LeaseLost
from events.catalogue import UnknownEventType
from events.store import EventUnreadable, StoreError

_OURS = frozenset({"events", "engine", "workflows", "projections", "adapters"})

_OF_OTHERS = (StoreError, KeysUnusable, UnknownEventType, LeaseLost)


class Fault(NamedTuple):
    """The type of an error, and `module:line` of where it was raised."""

    error: str
    place: str


def fault_of(error: BaseException) -> Fault:
    """The innermost place in a package of ours; the innermost of all where there is none."""
    places = list(_places(error.__traceback__))
    ours = [place for place in places if place.partition(":")[0].partition(".")[0] in _OURS]
    return Fault(type(error).__name__, (ours or places or ["unknown"])[-1])


def is_of_the_event(error: Exception) -> bool:
    """Whether an error lies in an event or in the code that reads it, and not in the machine, the release or the lease.

    A database that is away comes back, and an event of a newer release is read by that release.
    """
    return isinstance(error, EventUnreadable) or not isinstance(error, _OF_OTHERS)


def _places(trace: TracebackType | None) -> Iterator[str]:
    while trace is not None:
        yield f"{trace.tb_frame.f_globals.get('__name__')}:{trace.tb_lineno}"
        trace = trace.tb_next
