"""The wire between any number of processes on any number of machines."""

from contextlib import suppress
from typing import Final

import dramatiq
import redis
from dramatiq.brokers.redis import RedisBroker
from dramatiq.middleware import AgeLimit

from adapters.workers.link import Link
from adapters.workers.wire import keep_quiet, nudge

_MAX_AGE: Final = 10_000
"""Milliseconds after which a nudge is worth nothing: the pulse was there ten times meanwhile."""
_LOOK: Final = 25
"""Milliseconds at most between two looks into the queue, which dramatiq polls."""


class OverRedis:
    """A `Wire` over Redis, where all processes see which nudges are on their way.

    So what lies there is bounded by sites, their work and its age, also while no worker runs. What fails is not
    retried, and is soon forgotten: no message holds anything that the database does not.
    """

    def __init__(self, link: Link) -> None:
        keep_quiet()
        self._link = link
        self.broker: RedisBroker = _Undelayed(  # type: ignore[no-untyped-call]  # dramatiq left it untyped
            client=link.client,
            namespace="homeport",
            middleware=[AgeLimit(max_age=_MAX_AGE)],
            maintenance_chance=10_000,
            heartbeat_timeout=_MAX_AGE,
            dead_message_ttl=_MAX_AGE,
        )

    def send(self, site: str, work: str) -> None:
        """See `Wire.send`."""
        try:
            if self._link.client.set(_mark(site, work), 1, nx=True, px=_MAX_AGE):
                self.broker.enqueue(nudge(site, work))
        except redis.RedisError as error:
            self._link.failed(error)

    def taken(self, site: str, work: str) -> None:
        """See `Wire.taken`."""
        try:
            self._link.client.delete(_mark(site, work))
        except redis.RedisError as error:
            self._link.failed(error)

    def worker(self, threads: int) -> dramatiq.Worker:
        """See `Wire.worker`."""
        return _Worker(self.broker, worker_threads=threads, worker_timeout=_LOOK)


class _Undelayed(RedisBroker):
    """Without the second queue that dramatiq polls, for delayed messages: what is due later stands in the database."""

    def declare_queue(self, queue_name: str) -> None:
        if queue_name not in self.queues:
            self.emit_before("declare_queue", queue_name)
            self.queues.add(queue_name)
            self.emit_after("declare_queue", queue_name)


class _Worker(dramatiq.Worker):
    def stop(self, timeout: int = 600_000) -> None:
        with suppress(redis.RedisError):  # nudges that it cannot give back are lost, and nothing with them
            super().stop(timeout)


def _mark(site: str, work: str) -> str:
    return f"homeport:nudged:{site}:{work}"
