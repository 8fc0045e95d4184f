"""Given what happened: an episode folded from a history in memory, without any store.

A history is a list of `Happened`; positions count from 1 in its order, and None stands for one that another
stream took. The folded events have gone through their bytes, so they carry nothing personal; `pairs` keeps
them as they were made.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from events.corrections import EntryAmended, EntryVoided
from events.envelope import Recorded
from events.episode import (
    DischargedEarly,
    EpisodeOpened,
    Pin,
    PutOnHold,
    Resumed,
    StageEntered,
    TedsReason,
)
from events.event import SEALED, Entry, Event, encode, marked
from events.instants import DAY, HOUR, microseconds
from events.released import CATALOGUE
from workflows.aiat.episode import Episode, evolve
from workflows.aiat.facts import Facts
from workflows.aiat.policy import Policy, shipped_definition, shipped_policy
from workflows.aiat.site import Site

START = microseconds(datetime(2026, 1, 5, tzinfo=UTC))
"""A Monday; day 0 of every history."""
SHIPPED = shipped_policy()
_DEFINITION = shipped_definition()
_PATH = ("intake", "assessment", "social_map_building", "relapse_planning", "discharge_reassessment", "completed")


class Happened(NamedTuple):
    """An event with the moment it happened and, where it differs, that of its recording (UTC microseconds)."""

    event: Event
    at: int
    recorded: int | None = None
    actor: str = "cleo"


def day(number: float, hour: float = 9) -> int:
    """A moment of a day of the history, 9 o'clock UTC unless said otherwise."""
    return START + round(number * DAY) + round(hour * HOUR)


def site(policy: Policy = SHIPPED, zone: str = "UTC") -> Site:
    """A site that works by the shipped definition and a policy."""
    return Site(
        id="site-1",
        zone=ZoneInfo(zone),
        definitions={(_DEFINITION.name, _DEFINITION.version): _DEFINITION},
        policies={(policy.name, policy.version): policy},
    )


def pairs(history: Iterable[Happened | None]) -> list[tuple[Recorded, Event]]:
    """The history as a log would hold it, each record beside its event with the personal part."""
    found: list[tuple[Recorded, Event]] = []
    last = 0
    for position, happened in enumerate(history, start=1):
        if happened is None:
            continue
        last = max(last, happened.at if happened.recorded is None else happened.recorded)
        data, personal = encode(happened.event)
        record = Recorded(
            position=position,
            stream="episode-e1",
            version=len(found) + 1,
            event_id=f"event-{position}",
            type=happened.event.type,
            schema_version=happened.event.schema_version,
            occurred_at=happened.at,
            occurred_offset=0,
            recorded_at=last,
            actor=happened.actor,
            command_id=f"command-{position}",
            correlation_id=f"command-{position}",
            causation_id=None,
            data=data,
            sealed=personal,
        )
        found.append((record, happened.event))
    return found


def episode(history: Iterable[Happened | None]) -> Episode:
    """The episode that the history folds to."""
    state = Episode()
    for record, _ in pairs(history):
        state = evolve(state, [(record, CATALOGUE.decode(record))])
    return state


def facts(history: Iterable[Happened | None], now: int, policy: Policy = SHIPPED, zone: str = "UTC") -> Facts:
    """The facts of the history at a moment, of everything in it."""
    return Facts(episode(history), policy, site(policy, zone), now)


def opened(at: int = START, policy: Policy = SHIPPED) -> Happened:
    """The episode opened."""
    definition = Pin(name=_DEFINITION.name, version=_DEFINITION.version, hash=_DEFINITION.hash)
    pin = Pin(name=policy.name, version=policy.version, hash=policy.hash)
    return Happened(EpisodeOpened(episode="e1", client="c1", stage="intake", definition=definition, policy=pin), at)


def entered(stage: str, at: int, left: str | None = None) -> Happened:
    """A stage entered, from the one before it unless said otherwise."""
    before = left or _PATH[_PATH.index(stage) - 1]
    forward = _PATH.index(stage) > _PATH.index(before)
    return Happened(StageEntered(stage=stage, left=before, trigger="advance" if forward else "go_back"), at)


def under_way(stage: str = "social_map_building", first_day: int = 0) -> list[Happened]:
    """An episode opened and advanced to a stage, one stage a day."""
    path = _PATH[1 : _PATH.index(stage) + 1]
    return [
        opened(day(first_day, 0)),
        *(entered(name, day(first_day, hour)) for hour, name in enumerate(path, start=1)),
    ]


def held(start: int, end: int | None = None) -> list[Happened]:
    """A hold, and its end if it ended."""
    resumed = [] if end is None else [Happened(Resumed(), end)]
    return [Happened(PutOnHold(kind="hospital", reason="a stay in hospital"), start), *resumed]


def discharged(at: int, teds_reason: TedsReason = 2) -> Happened:
    """The episode discharged early."""
    return Happened(DischargedEarly(teds_reason=teds_reason, reason="has not come back"), at)


def void(entry: str, at: int) -> Happened:
    """An entry voided."""
    return Happened(EntryVoided(entry=entry, what="entry", reason="made in error"), at)


def amend(corrected: Event, at: int, recorded: int | None = None) -> Happened:
    """An entry amended to `corrected`, which has its id."""
    assert isinstance(corrected, Entry)
    content = corrected.model_dump(mode="json", exclude=set(marked(type(corrected), SEALED)))
    amendment = EntryAmended(
        entry=corrected.entry,
        what=corrected.what,
        of=corrected.type,
        of_version=corrected.schema_version,
        content=content,
        reason="made in error",
    )
    return Happened(amendment, at, recorded)
