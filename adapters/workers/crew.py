"""The threads of a process that work in the background, from start to stop."""

from contextlib import suppress
from types import TracebackType
from typing import Final, Self

import redis

from adapters.workers.actors import declare_actors
from adapters.workers.brokers import in_process, over_redis, worker
from adapters.workers.link import Link
from adapters.workers.nudges import NudgesInProcess, NudgesOverRedis
from adapters.workers.repeating import Repeating
from adapters.workers.runner import Runner

_PULSE: Final = 1.0
"""Seconds between two beats of the pulse."""
_DRAIN: Final = 10_000
"""Milliseconds for what is in hand to come to its end."""


class Crew:
    """Carries out work: what nudges ask for at once, and once a second what no nudge came for.

    Nudges come from within the process, and over Redis where there is a `link`. As a context manager it works until
    the end, then finishes what is in hand.
    """

    def __init__(self, runner: Runner, threads: int, link: Link | None = None) -> None:
        self._runner = runner
        self._link = link
        broker = in_process()
        self.nudges = NudgesInProcess(broker)
        """The way to nudge this crew from its own process."""
        declare_actors(broker, runner, self.nudges)
        self._workers = [worker(broker, threads)]
        if link is not None:
            distant = over_redis(link)
            declare_actors(distant, runner, NudgesOverRedis(distant, link))
            self._workers.append(worker(distant, threads))
        self._pulse = Repeating("pulse", self._beat, _PULSE)

    def __enter__(self) -> Self:
        for one in self._workers:
            one.start()
        self._pulse.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._runner.stop()
        self._pulse.stop()
        for one in self._workers:
            with suppress(redis.RedisError):  # nudges that it cannot give back are lost, and nothing with them
                one.stop(timeout=_DRAIN)

    def _beat(self) -> None:
        if self._link is not None:
            self._link.check()
        for site, work in self._runner.due():
            self.nudges.send(site, work)
