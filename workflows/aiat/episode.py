"""An episode folded from its stream: the steps it took, and the clinical entries in force.

Everything else is worked out from these two when asked, so that a correction needs no special case:
a voided entry is gone from the table, an amended one holds its new content.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Any, Final, Literal, NamedTuple, TypeVar

from events.assessment import AssessmentTaken
from events.corrections import EntryAmended, EntryVoided
from events.deadlines import DeadlinePassed, DischargeProposed
from events.discharge import SummarySigned
from events.envelope import Recorded
from events.episode import (
    DischargedEarly,
    EpisodeMoved,
    EpisodeOpened,
    EpisodeVoided,
    ExitOverridden,
    Pin,
    PutOnHold,
    Resumed,
    StageEntered,
)
from events.event import Entry, Event
from events.instants import Instant
from events.released import CATALOGUE

COMPLETED: Final = "completed"
"""The stage that ends the pathway."""

Status = Literal["open", "on_hold", "completed", "discharged", "voided"]
E = TypeVar("E", bound=Entry)


class InForce(NamedTuple):
    """A clinical entry as it now stands. `position` is that of the record that gave its content,
    `first` that of the record that made it; they differ once it was amended.
    """

    id: str
    event: Any
    position: int
    first: int
    at: Instant
    recorded_at: int
    actor: str

    @property
    def amended(self) -> bool:
        """Whether its content is no longer the first."""
        return self.position != self.first


class Step(NamedTuple):
    """Something that happened to the episode as a whole: never voided or amended."""

    event: Any
    position: int
    at: Instant
    recorded_at: int
    actor: str


class Passed(NamedTuple):
    """What tells a deadline from any other: what is due, by the end of which day, counted from which record."""

    kind: str
    cause: int
    due_on: date
    state: Literal["due", "overdue"]


class _Folded(NamedTuple):
    id: str = ""
    client: str = ""
    steps: tuple[Step, ...] = ()
    entries: Mapping[str, InForce] = {}
    voided: Mapping[str, str] = {}
    passed: Mapping[Passed, Step] = {}
    kinds: frozenset[type[Event]] = frozenset()
    """Of the entries there ever were: most episodes have none of most kinds, and are asked for them often."""


class Episode(_Folded):
    """The folded state of one episode's stream. Immutable; holds nothing personal.

    What it is asked again and again is worked out once: so it is no bare tuple.
    """

    @property
    def exists(self) -> bool:
        """Whether the episode was ever opened (as far as is asked about)."""
        return bool(self.steps)

    @property
    def opened(self) -> Step:
        """How the episode began."""
        return self.steps[0]

    @cached_property
    def stage(self) -> str:
        """The stage last entered; a hold or an early discharge does not change it."""
        for step in reversed(self.steps):
            if isinstance(step.event, StageEntered | EpisodeOpened):
                return step.event.stage
        return ""

    @cached_property
    def status(self) -> Status:
        """Whether the episode is under way, paused, or how it ended."""
        on_hold = False
        for step in self.steps:
            match step.event:
                case EpisodeVoided():
                    return "voided"
                case PutOnHold():
                    on_hold = True
                case Resumed():
                    on_hold = False
        if (end := self.end) is not None:
            return "discharged" if isinstance(end.event, DischargedEarly) else "completed"
        return "on_hold" if on_hold else "open"

    @property
    def under_way(self) -> bool:
        """Whether treatment goes on or is on hold: it has not ended, and the episode was not opened in error."""
        return self.status in {"open", "on_hold"}

    @cached_property
    def end(self) -> Step | None:
        """The step that ended treatment: completion or early discharge."""
        for step in self.steps:
            event = step.event
            if isinstance(event, DischargedEarly) or (isinstance(event, StageEntered) and event.stage == COMPLETED):
                return step
        return None

    @property
    def definition(self) -> Pin:
        """The version of the definition that the episode is judged by."""
        return self._pinned().definition

    @property
    def policy(self) -> Pin:
        """The version of the policy that the episode is judged by."""
        return self._pinned().policy

    def _pinned(self) -> EpisodeOpened | EpisodeMoved:
        for step in reversed(self.steps):
            if isinstance(step.event, EpisodeMoved | EpisodeOpened):
                return step.event
        raise LookupError("the episode was never opened")

    def of(self, kind: type[E]) -> tuple[InForce, ...]:
        """The entries in force of one kind, by when they happened."""
        if kind not in self.kinds:
            return ()
        found = self._sought.get(kind)
        if found is None:
            some = [entry for entry in self.entries.values() if type(entry.event) is kind]
            found = self._sought[kind] = tuple(sorted(some, key=_when))
        return found

    @cached_property
    def _sought(self) -> dict[type[Entry], tuple[InForce, ...]]:
        return {}

    def latest(self, kind: type[E]) -> InForce | None:
        """The entry of this kind that happened last."""
        found = self.of(kind)
        return found[-1] if found else None

    def steps_of(self, *kinds: type[Event]) -> list[Step]:
        """The steps of these kinds, in order."""
        return [step for step in self.steps if isinstance(step.event, kinds)]

    def entered(self, stage: str) -> list[Step]:
        """Each time the stage was entered, in order."""
        return [
            step
            for step in self.steps
            if isinstance(step.event, StageEntered | EpisodeOpened) and step.event.stage == stage
        ]

    def left(self, stage: str) -> list[Step]:
        """Each time the stage was left for another, in order."""
        return [step for step in self.steps if isinstance(step.event, StageEntered) and step.event.left == stage]

    @cached_property
    def holds(self) -> list[tuple[int, int | None]]:
        """The spans on hold, as UTC microseconds; None where a hold still lasts."""
        spans: list[tuple[int, int | None]] = []
        for step in self.steps:
            if isinstance(step.event, PutOnHold):
                spans.append((step.at.us, None))
            elif spans and spans[-1][1] is None and self._ends_hold(step):
                spans[-1] = (spans[-1][0], step.at.us)
        return spans

    @staticmethod
    def _ends_hold(step: Step) -> bool:
        return isinstance(step.event, Resumed | DischargedEarly | EpisodeVoided)

    def overridden(self) -> set[str]:
        """The requirement codes that were overridden for the exit now ahead."""
        codes: set[str] = set()
        for step in self.steps:
            if isinstance(step.event, StageEntered):
                codes.clear()
            elif isinstance(step.event, ExitOverridden):
                codes.update(step.event.requirements)
        return codes

    def as_of(self, us: int) -> "Episode":
        """The episode with only what had effectively happened by then, every correction applied."""
        return self._replace(
            steps=tuple(step for step in self.steps if step.at.us <= us),
            entries={key: entry for key, entry in self.entries.items() if entry.at.us <= us},
            passed={key: step for key, step in self.passed.items() if step.at.us <= us},
        )


def _when(entry: InForce) -> tuple[int, int]:
    return entry.at.us, entry.first


class _Folding:
    """An episode while events are folded into it: what changes at most of them is copied once, not each time."""

    __slots__ = ("client", "entries", "id", "kinds", "passed", "steps", "voided")

    def __init__(self, episode: Episode) -> None:
        self.id, self.client = episode.id, episode.client
        self.steps = list(episode.steps)
        self.entries = dict(episode.entries)
        self.voided = dict(episode.voided)
        self.passed = dict(episode.passed)
        self.kinds = set(episode.kinds)

    def folded(self) -> Episode:
        kinds = frozenset(self.kinds)
        return Episode(self.id, self.client, tuple(self.steps), self.entries, self.voided, self.passed, kinds)


def evolve(episode: Episode, news: Iterable[tuple[Recorded, Event]]) -> Episode:
    """The episode after some events. Total: a reference that leads nowhere is dropped, never raised."""
    folding = _Folding(episode)
    for record, event in news:
        _EVOLVE[type(event)](folding, event, record)
    return folding.folded()


def _entered(episode: _Folding, event: Any, record: Recorded) -> None:
    episode.entries[event.entry] = InForce(
        event.entry,
        event,
        record.position,
        record.position,
        Instant(record.occurred_at, record.occurred_offset),
        record.recorded_at,
        record.actor,
    )
    episode.kinds.add(type(event))


def _step(event: Event, record: Recorded) -> Step:
    return Step(
        event,
        record.position,
        Instant(record.occurred_at, record.occurred_offset),
        record.recorded_at,
        record.actor,
    )


def _stepped(episode: _Folding, event: Event, record: Recorded) -> None:
    episode.steps.append(_step(event, record))


def _passed(episode: _Folding, event: Any, record: Recorded) -> None:
    # no step: what staff record of the time before it is never too early for it
    episode.passed[Passed(event.kind, event.cause, event.due_on, event.state)] = _step(event, record)


def _proposed(episode: _Folding, event: Any, record: Recorded) -> None:
    episode.passed[Passed("silence", event.cause, event.due_on, "overdue")] = _step(event, record)


def _opened(episode: _Folding, event: Any, record: Recorded) -> None:
    _stepped(episode, event, record)
    episode.id, episode.client = event.episode, event.client


def _voided(episode: _Folding, event: Any, _: Recorded) -> None:
    episode.entries.pop(event.entry, None)
    episode.voided[event.entry] = event.what


def _amended(episode: _Folding, event: Any, record: Recorded) -> None:
    before = episode.entries.get(event.entry)
    if before is None:
        return
    after = before._replace(
        event=CATALOGUE.load(event.of, event.of_version, event.content),
        position=record.position,
        at=Instant(record.occurred_at, record.occurred_offset),
        recorded_at=record.recorded_at,
        actor=record.actor,
    )
    episode.entries[event.entry] = after
    episode.kinds.add(type(after.event))


_Evolve = Callable[[_Folding, Any, Recorded], None]
_EVOLVE: Final[dict[type[Event], _Evolve]] = {
    **{model: _entered for model in CATALOGUE.models.values() if issubclass(model, Entry)},
    EpisodeOpened: _opened,
    EntryVoided: _voided,
    EntryAmended: _amended,
    DeadlinePassed: _passed,
    DischargeProposed: _proposed,
    **dict.fromkeys(
        (
            StageEntered,
            ExitOverridden,
            PutOnHold,
            Resumed,
            DischargedEarly,
            EpisodeVoided,
            EpisodeMoved,
            SummarySigned,
        ),
        _stepped,
    ),
}


def assessments(episode: Episode) -> tuple[InForce, ...]:
    """The instruments answered, by when they were answered."""
    return episode.of(AssessmentTaken)
