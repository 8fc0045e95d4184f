"""The deadlines of an episode one by one: the moment at which each passes, and whether the log says so already."""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from events.deadlines import DeadlinePassed, DischargeProposed
from events.event import Event
from events.instants import local_date
from workflows.aiat.client import Client
from workflows.aiat.deadlines import Due, Kind, due
from workflows.aiat.episode import Passed
from workflows.aiat.facts import Facts


class Timer(NamedTuple):
    """A deadline that stands: it passes when the local day `due_on` is over, `at` its last microsecond (UTC).

    `state` is what is then due: a reminder (`due`), or nothing in time any more (`overdue`). `paused_since` is set
    while the episode is on hold and its time does not count; `passed` once the log says that it passed.
    """

    kind: Kind
    cause: int
    due_on: date
    state: Literal["due", "overdue"]
    at: int
    paused_since: int | None
    passed: bool

    @property
    def waits(self) -> bool:
        """Whether it passes as soon as its time has come."""
        return self.paused_since is None and not self.passed


def timers(facts: Facts, client: Client | None = None) -> tuple[Timer, ...]:
    """The deadlines that stand, the earliest first; none once the episode has ended."""
    found = [timer for one in due(facts, client) for timer in _timers(facts, one)]
    return tuple(sorted(found, key=lambda timer: (timer.at, timer.kind, timer.cause, timer.state)))


def has_passed(facts: Facts, one: Due) -> Literal["due", "overdue"] | None:
    """What the log says of something due: that it is `overdue`, or `due` for a reminder; None where nothing yet."""
    if not facts.episode.passed:
        return None
    said = {timer.state for timer in _timers(facts, one) if timer.passed}
    return "overdue" if "overdue" in said else "due" if said else None


def event_of(facts: Facts, timer: Timer) -> Event:
    """What is recorded when it passes."""
    if timer.kind == "silence":
        days = facts.policy.deadlines.silence_proposes_discharge
        return DischargeProposed(cause=timer.cause, due_on=timer.due_on, days=days)
    return DeadlinePassed(kind=timer.kind, cause=timer.cause, due_on=timer.due_on, state=timer.state)


def _timers(facts: Facts, one: Due) -> Iterator[Timer]:
    if one.due_at < one.overdue_at:
        yield _timer(facts, one, "due", one.due_at)
    yield _timer(facts, one, "overdue", one.overdue_at)


def _timer(facts: Facts, one: Due, state: Literal["due", "overdue"], at: int) -> Timer:
    due_on = local_date(at, facts.site.zone)
    passed = Passed(one.kind, one.cause, due_on, state) in facts.episode.passed
    return Timer(one.kind, one.cause, due_on, state, at, one.paused_since, passed)
