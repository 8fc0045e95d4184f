"""The two brokers that carry nudges: in this process, or over Redis. Neither is dramatiq's global one."""

import logging
from typing import Final

import dramatiq
from dramatiq.broker import Broker
from dramatiq.brokers.redis import RedisBroker
from dramatiq.brokers.stub import StubBroker
from dramatiq.middleware import AgeLimit

from adapters.workers.link import Link

MAX_AGE: Final = 10_000
"""Milliseconds after which a nudge is worth nothing: the pulse was there ten times meanwhile."""
_LOOK: Final = 25
"""Milliseconds at most between two looks into an idle queue in Redis, which dramatiq polls."""
_WAIT: Final = 250
"""Milliseconds of one wait at a queue in this process, which wakes who waits: as long as it takes to stop."""


def in_process() -> Broker:
    """A broker for one process: a queue, which dramatiq calls a stub. Nothing in it outlives its worker."""
    return _quiet(StubBroker(middleware=[]))


def over_redis(link: Link) -> Broker:
    """A broker for any number of processes on any number of machines.

    What fails is not retried and soon forgotten: no message holds anything that the database does not.
    """
    return _quiet(
        _Undelayed(  # type: ignore[no-untyped-call]  # dramatiq left it untyped
            client=link.client,
            namespace="homeport",
            middleware=[AgeLimit(max_age=MAX_AGE)],
            maintenance_chance=10_000,
            heartbeat_timeout=MAX_AGE,
            dead_message_ttl=MAX_AGE,
        )
    )


class _Undelayed(RedisBroker):
    """Without the second queue that dramatiq polls, for delayed messages: what is due later stands in the database."""

    def declare_queue(self, queue_name: str) -> None:
        if queue_name not in self.queues:
            self.emit_before("declare_queue", queue_name)
            self.queues.add(queue_name)
            self.emit_after("declare_queue", queue_name)


def worker(broker: Broker, threads: int) -> dramatiq.Worker:
    """Threads that carry out what comes through `broker`."""
    pause = _LOOK if isinstance(broker, RedisBroker) else _WAIT
    return dramatiq.Worker(broker, worker_threads=threads, worker_timeout=pause)


def _quiet(broker: Broker) -> Broker:
    """Keeps dramatiq's own log to itself: it prints whatever an exception quotes, and each lost connection twice."""
    log = logging.getLogger("dramatiq")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
    return broker
