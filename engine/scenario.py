"""Given these events, when this command, then these events: tests of a domain's decisions, without a store."""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any, Self

from engine.command import Command
from engine.domain import Context, Decided, Domain
from engine.folding import evolved
from engine.refusals import Refused
from events.envelope import Recorded
from events.event import Event, encode
from events.instants import Instant

Then = Callable[[list[Event]], None]


class Scenario:
    """The history of a few streams, and what a command comes to on it.

    Time stands still at `now` (UTC microseconds) unless `at` moves it; every event happens and is recorded then.
    """

    def __init__(self, domain: Domain, now: int) -> None:
        self._domain = domain
        self._now = now
        self._position = 0
        self._states: dict[str, Any] = {}
        self._history: dict[str, list[tuple[Recorded, Event]]] = {}
        self._decided: list[Decided] | Refused | None = None

    def at(self, now: int) -> Self:
        """Moves the clock."""
        self._now = now
        return self

    def given(self, stream: str, *events: Event) -> Self:
        """These events are in the stream already."""
        for event in events:
            self._append(stream, event, Instant(self._now), "given")
        return self

    def when(self, command: Command) -> Self:
        """Decides the command, and appends what it comes to. A refusal is kept for `then_refused`."""
        states: dict[str, Any] = {}
        while missing := [name for name in self._domain.streams(command, states) if name not in states]:
            states |= {name: self.state(name) for name in missing}
        happened = command.occurred_at or Instant(self._now)
        context = Context(
            now=self._now,
            occurred_at=happened,
            digest=hashlib.sha256(command.submitted()).hexdigest(),
            opened=lambda stream: self._history.get(stream, ()),
        )
        try:
            self._decided = self._domain.decide(command, states, context)
        except Refused as refusal:
            self._decided = refusal
            return self
        for part in self._decided:
            for event in part.events:
                self._append(part.stream, event, part.at or happened, command.actor)
        return self

    def then(self, *expected: Event) -> Self:
        """The command came to exactly these events."""
        assert self.events == list(expected), self.events  # noqa: S101  # this is what it is for
        return self

    def then_refused(self, kind: type[Refused], *words: str) -> Self:
        """The command was refused so, in a message that holds these words."""
        refusal = self._decided
        assert type(refusal) is kind, refusal  # noqa: S101
        for word in words:
            assert word in str(refusal), str(refusal)  # noqa: S101
        return self

    @property
    def refusal(self) -> Refused:
        """How the last command was refused."""
        assert isinstance(self._decided, Refused), self._decided  # noqa: S101
        return self._decided

    @property
    def events(self) -> list[Event]:
        """What the last command came to."""
        if isinstance(self._decided, Refused):
            raise AssertionError(f"refused: {self._decided}")
        return [event for part in self._decided or () for event in part.events]

    def state(self, stream: str) -> Any:
        """The folded state of a stream."""
        return self._states.get(stream, self._domain.initial(stream))

    def history(self, stream: str) -> Iterable[tuple[Recorded, Event]]:
        """The records of a stream."""
        return tuple(self._history.get(stream, ()))

    def _append(self, stream: str, event: Event, at: Instant, actor: str) -> None:
        self._position += 1
        data, personal = encode(event)
        history = self._history.setdefault(stream, [])
        record = Recorded(
            position=self._position,
            stream=stream,
            version=len(history) + 1,
            event_id=f"event-{self._position}",
            type=event.type,
            schema_version=event.schema_version,
            occurred_at=at.us,
            occurred_offset=at.offset,
            recorded_at=self._now,
            actor=actor,
            command_id=f"command-{self._position}",
            correlation_id=f"command-{self._position}",
            causation_id=None,
            data=data,
            sealed=json.dumps(json.loads(personal)).encode() if personal else None,
        )
        history.append((record, event))
        self._states[stream] = evolved(self._domain, self.state(stream), [record])
