"""Verifies that what is stored is what the log gives: every row of every view, and every score."""

from typing import NamedTuple

from adapters.clinic import Clinic
from adapters.views import replaying_readers
from engine.projections import Difference, Row
from engine.rebuilding import verified
from events.store import EventUnreadable
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
    """Catches up, then compares every stored row with a fresh replay, and every recorded score with its answers.

    An event that is parked is wrong too: rows stand still for it. One that was dropped was left out by decision.
    """
    wrong: list[Wrong] = []
    rows = scores = 0
    for name, reader in replaying_readers(clinic).items():
        reader.run()
        at, aside = reader.standing()
        wrong += [
            Wrong(f"{name} position {one.position}", f"the event is parked; see homeport parked show {one.position}")
            for one in aside.parked.values()
        ]
        wrong += map(_told, verified(reader, at.generation))
        rows += sum(1 for _ in clinic.views.rows(name))
    for record in clinic.store.read_log(types=TYPES):
        try:
            taken = assessment_in(record)
        except EventUnreadable:
            wrong.append(Wrong(f"position {record.position}", "the event cannot be read"))
            continue
        if taken:
            scores += 1
            wrong += [Wrong(f"position {record.position}", problem) for problem in score_problems(taken)]
    return Verified(rows, scores, wrong)


def _told(difference: Difference) -> Wrong:
    stored: Row = difference.stored or {}
    replay: Row = difference.replayed or {}
    if not stored or not replay:
        says = "the row is missing" if replay else "there is a row, but no episode for it"
    else:
        fields = [name for name in {**stored, **replay} if stored.get(name) != replay.get(name)]
        says = f"stored and replayed differ in {', '.join(fields)}"
    return Wrong(f"{difference.view} {difference.key}", says)
