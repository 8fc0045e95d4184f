"""The sweep: records the deadlines that have passed. Any number of them may run at once, be killed, or be late.

What is due is found in the stored view `deadlines`; whether it has passed is decided anew from the log, and the
command's id is made from what is recorded, so that all sweeps together record it once.
"""

from collections.abc import Callable, Iterator

from uuid_utils import NAMESPACE_OID, uuid5

from adapters.clinic import Clinic
from adapters.current import rows_due
from engine.keys import KeyMissing
from engine.refusals import Refused
from events.catalogue import UnknownEventType
from events.store import StoreDamaged
from projections.deadlines import DeadlineRow, DeadlinesRow
from workflows.aiat.commands import FireDeadline
from workflows.aiat.deciding.rules import SYSTEM

_OF_ONE = (KeyMissing, StoreDamaged, UnknownEventType)


def is_due(clinic: Clinic, now: int) -> bool:
    """Whether a sweep has something to do: one look at an index, as far as the view has come by itself."""
    return next(clinic.views.due("deadlines", now), None) is not None


def fire_due(clinic: Clinic, now: int, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Records the deadlines that have passed by `now` (UTC microseconds); how many are in the log that were not.

    `goes_on` is asked before each. One episode that cannot be read holds up no other: its error is raised at the end.
    Raises `events.store.StoreError`, `engine.keys.KeysUnusable` and `UnknownEventType`.
    """
    fired, trouble = 0, None
    for command in _due(clinic, now):
        if not goes_on():
            break
        before = clinic.store.head().position
        try:
            fired += clinic.execute(command).position > before
        except Refused:  # met, moved or paused meanwhile, or this clock is ahead of the one that decides
            continue
        except _OF_ONE as error:
            trouble = trouble or error
    if trouble is not None:
        raise trouble
    return fired


def _due(clinic: Clinic, now: int) -> Iterator[FireDeadline]:
    for row in rows_due(clinic, "deadlines", now):
        episode = DeadlinesRow.model_validate(row)
        for one in episode.deadlines:
            if one.at < now and one.paused_since is None and not one.passed:
                yield _command(clinic.store.log, episode.episode, one)


def _command(site: str, episode: str, one: DeadlineRow) -> FireDeadline:
    fields = {"kind": one.kind, "cause": one.cause, "due_on": one.due_on, "state": one.state}
    name = " ".join(map(str, (site, episode, *fields.values())))
    return FireDeadline.model_validate(
        {"id": str(uuid5(NAMESPACE_OID, f"deadline {name}")), "actor": SYSTEM, "episode": episode, **fields}
    )
