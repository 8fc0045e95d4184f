"""Verifies that what is stored is what the log gives: every row of every view, and every score."""

from collections.abc import Iterator
from typing import NamedTuple

from adapters.clinic import Clinic
from adapters.views import episode_ids, replayed
from engine.projections import Difference, Row, View, catch_up, differences, rebuild
from projections.rescoring import TYPES, assessment_in, score_problems


class Wrong(NamedTuple):
    """Something stored that is not what the log gives. `where` is a view and a key, or a position of the log."""

    where: str
    says: str


class Verified(NamedTuple):
    """How much was compared, and what was wrong."""

    rows: int
    scores: int
    wrong: list[Wrong]


def verify(clinic: Clinic) -> Verified:
    """Catches up, then compares every stored row with a fresh replay, and every recorded score with its answers."""
    wrong: list[Wrong] = []
    rows = scores = 0
    for name, view in replayed(clinic).items():
        never_read = clinic.views.live(name).position == 0
        (rebuild if never_read else catch_up)(view, clinic.store, clinic.views)
        keys = episode_ids(clinic.store)
        rows += len(keys)
        found = [difference.key for difference in _compared(clinic, view, keys)]
        if found:
            # what somebody recorded meanwhile is no difference
            catch_up(view, clinic.store, clinic.views)
            stored = ((key, row) for key, row in clinic.views.rows(name) if key in found)
            wrong += map(_told, differences(view, stored, found))
    for record in clinic.store.read_log(types=TYPES):
        if taken := assessment_in(record):
            scores += 1
            wrong += [Wrong(f"position {record.position}", problem) for problem in score_problems(taken)]
    return Verified(rows, scores, wrong)


def _compared(clinic: Clinic, view: View, keys: list[str]) -> Iterator[Difference]:
    """One row after the other, so that memory stays flat."""
    seen = set()
    for key, row in clinic.views.rows(view.name):
        seen.add(key)
        yield from differences(view, [(key, row)], ())
    for key in keys:
        if key not in seen:
            yield from differences(view, (), [key])


def _told(difference: Difference) -> Wrong:
    stored: Row = difference.stored or {}
    replay: Row = difference.replayed or {}
    if not stored or not replay:
        says = "the row is missing" if replay else "there is a row, but no episode for it"
    else:
        fields = [name for name in {**stored, **replay} if stored.get(name) != replay.get(name)]
        says = f"stored and replayed differ in {', '.join(fields)}"
    return Wrong(f"{difference.view} {difference.key}", says)
