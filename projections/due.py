"""What falls due, in rows that can be kept: dates only, so that a row stays right while time passes."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict

from projections.times import local_day
from workflows.aiat.client import Client
from workflows.aiat.deadlines import Due, Kind, due
from workflows.aiat.facts import Facts
from workflows.aiat.timers import has_passed

State = Literal["later", "due", "overdue", "paused"]


class DueRow(BaseModel):
    """Something due in an episode, by dates of the site's calendar: in time on `due_on`, late after `overdue_on`.

    `paused_since` is set while the episode is on hold; the dates then hold if it is resumed at once. `passed` is what
    the log says has come of it: a reminder (`due`) or that it is `overdue`; None where nothing is recorded yet.
    """

    model_config = ConfigDict(frozen=True)

    episode: str
    client: str
    kind: Kind
    due_on: str
    overdue_on: str
    paused_since: str | None
    basis: int
    sentence: str
    passed: Literal["due", "overdue"] | None = None


def due_rows(facts: Facts, client: Client | None = None) -> tuple[DueRow, ...]:
    """The rows of one episode, the earliest first."""
    return tuple(_row(facts, one) for one in due(facts, client))


def state_on(row: DueRow, today: str) -> State:
    """How a row stands on a date of the site's calendar (ISO): `overdue` after its last day, `due` on its day.

    What the log says has passed stays so, whatever the clock says; what it does not say yet goes by the dates.
    """
    if row.paused_since is not None:
        return "paused"
    if row.passed == "overdue" or today > row.overdue_on:
        return "overdue"
    return "due" if row.passed or today >= row.due_on else "later"


def in_order(rows: Iterable[DueRow]) -> list[DueRow]:
    """Rows of many episodes, the most pressing first; what is paused comes last."""
    return sorted(rows, key=lambda row: (row.paused_since is not None, row.due_on, row.episode, row.kind))


def _row(facts: Facts, one: Due) -> DueRow:
    zone = facts.site.zone
    return DueRow(
        episode=facts.episode.id,
        client=facts.episode.client,
        kind=one.kind,
        due_on=local_day(one.due_at, zone),
        overdue_on=local_day(one.overdue_at, zone),
        paused_since=None if one.paused_since is None else local_day(one.paused_since, zone),
        basis=one.basis,
        sentence=one.sentence,
        passed=has_passed(facts, one),
    )
