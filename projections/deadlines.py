"""The deadlines that stand, one row an episode: moments and days, nothing that depends on the clock."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

from projections.times import local_day
from workflows.aiat.client import Client
from workflows.aiat.deadlines import Kind
from workflows.aiat.episode import Episode
from workflows.aiat.facts import facts_of
from workflows.aiat.site import Site
from workflows.aiat.timers import Timer, timers


class DeadlineRow(BaseModel):
    """A deadline. `at` is its last moment in time (UTC microseconds), `due_on` that day of the site's calendar.

    `cause` is the position of the record that it counts from; `passed`, that the log says it has passed.
    """

    model_config = ConfigDict(frozen=True)

    kind: Kind
    state: Literal["due", "overdue"]
    due_on: str
    cause: int
    at: int
    paused_since: str | None
    passed: bool


class DeadlinesRow(BaseModel):
    """The deadlines of an episode, the earliest first. `due_at` is when the next one passes, if one can pass."""

    model_config = ConfigDict(frozen=True)

    episode: str
    client: str
    deadlines: tuple[DeadlineRow, ...]
    due_at: int | None


def deadlines_row(episode: Episode, site: Site, client: Client | None = None) -> DeadlinesRow | None:
    """The row of an episode; None where nothing can fall due any more."""
    if not episode.exists:
        return None
    found = timers(facts_of(episode, site, episode.opened.at.us), client)  # the moment asked about changes nothing
    if not found:
        return None
    return DeadlinesRow(
        episode=episode.id,
        client=episode.client,
        deadlines=tuple(_row(site, timer) for timer in found),
        due_at=min((timer.at for timer in found if timer.waits), default=None),
    )


def _row(site: Site, timer: Timer) -> DeadlineRow:
    return DeadlineRow(
        kind=timer.kind,
        state=timer.state,
        due_on=timer.due_on.isoformat(),
        cause=timer.cause,
        at=timer.at,
        paused_since=None if timer.paused_since is None else local_day(timer.paused_since, site.zone),
        passed=timer.passed,
    )
