"""One queue in the order of time, through which every story of a simulation is told to a clinic."""

import heapq
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from adapters.clinic import Clinic
from adapters.simulation.steps import Step
from engine.command import Command
from engine.folding import evolved
from engine.refusals import Refused
from workflows.aiat.deciding.rules import episode_stream
from workflows.aiat.facts import Facts, facts_of
from workflows.aiat.site import STREAM


class Unplayable(Exception):
    """The clinic refused what a story asked for: a defect of the story, or of the clinic."""

    def __init__(self, command: Command, refusal: Refused) -> None:
        asked = " ".join((command.command, *filter(None, [getattr(command, "what", None)]), command.id))
        super().__init__(f"{asked} at {command.occurred_at}: {refusal.message}")


class SimulatedClock:
    """UTC microseconds that stand still until they are set."""

    def __init__(self, now: int) -> None:
        self.now = now

    def __call__(self) -> int:
        """Now."""
        return self.now


class Arrival(NamedTuple):
    """A story, and the moment (UTC microseconds) from which it is told."""

    at: int
    story: Iterator[Step]


class _Waiting(NamedTuple):
    at: int
    place: int
    command: Command | None
    story: Iterator[Step]
    in_front: bool


class Queue:
    """Tells stories. What shares a moment is committed together; a finished story leaves nothing behind.

    Stories `in_front` are told to their end; the others only for as long as one of those goes on.
    """

    def __init__(self, clinic: Clinic, clock: SimulatedClock) -> None:
        self._clinic = clinic
        self._clock = clock
        self._waiting: list[_Waiting] = []
        self._place = 0
        self._in_front = 0
        self._position = 0

    def add(self, story: Iterator[Step], *, in_front: bool = True) -> None:
        """A story that begins now or later."""
        self._in_front += in_front
        self._go_on(story, in_front)

    def run(self, arrivals: Iterable[Arrival] = ()) -> None:
        """Tells everything, with the stories that arrive in the order of their times. Raises `Unplayable`."""
        coming = iter(arrivals)
        arriving = next(coming, None)
        while self._in_front or arriving:
            while arriving and (not self._waiting or arriving.at <= self._waiting[0].at):
                self.add(arriving.story)
                arriving = next(coming, None)
            self._tell(self._same_moment())

    def look(self, episode: str, now: int) -> Facts:
        """What the log says of an episode, as far as the queue has come."""
        return facts_of(self._folded(episode_stream(episode)), self._folded(STREAM), now)

    def _same_moment(self) -> list[_Waiting]:
        at = self._waiting[0].at
        found = []
        while self._waiting and self._waiting[0].at == at:
            found.append(heapq.heappop(self._waiting))
        self._clock.now = at
        return found

    def _tell(self, waiting: Sequence[_Waiting]) -> None:
        commands = [one.command for one in waiting if one.command is not None]
        for command, answer in zip(commands, self._clinic.engine.execute_together(commands), strict=True):
            if isinstance(answer, Refused):
                raise Unplayable(command, answer)
            self._position = max(self._position, answer.position)
        for one in waiting:
            self._go_on(one.story, one.in_front)

    def _go_on(self, story: Iterator[Step], in_front: bool) -> None:
        step = next(story, None)
        if step is None:
            self._in_front -= in_front
            return
        self._place += 1
        heapq.heappush(self._waiting, _Waiting(step.at, self._place, step.command, story, in_front))

    def _folded(self, stream: str) -> Any:
        """The stream's state; of a simulation that is told again, what it was at this point the first time."""
        engine = self._clinic.engine
        if self._clinic.store.head().position <= self._position:
            return engine.load(stream).state
        records = self._clinic.store.read_stream(stream)
        then = takewhile(lambda record: record.position <= self._position, records)
        return evolved(engine.domain, engine.domain.initial(stream), then)
