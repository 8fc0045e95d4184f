"""Nudges: words without clinical data that site S has news for reader X, one at a time for each of these pairs.

What is true stands in the database. A nudge that is lost, or never sent, costs the time to the next pulse.
"""

import threading
from typing import Final, Protocol

import redis
from dramatiq import Message
from dramatiq.broker import Broker

from adapters.workers.brokers import MAX_AGE
from adapters.workers.link import Link

QUEUE: Final = "work"
ADVANCE: Final = "advance"
"""The actor that every nudge is for."""


class Nudges(Protocol):
    """Who remembers which nudges are on their way. Neither method raises or waits for long."""

    def send(self, site: str, reader: str) -> None:
        """Nudges a reader, unless a nudge for it is on its way."""

    def taken(self, site: str, reader: str) -> None:
        """Says that a nudge has arrived: what is appended from now on needs another."""


class NudgesInProcess:
    """Nudges through a broker in this process."""

    def __init__(self, broker: Broker) -> None:
        self._broker = broker
        self._lock = threading.Lock()
        self._under_way: set[tuple[str, str]] = set()

    def send(self, site: str, reader: str) -> None:
        """See `Nudges.send`."""
        with self._lock:
            if (site, reader) in self._under_way:
                return
            self._under_way.add((site, reader))
        self._broker.enqueue(_message(site, reader))

    def taken(self, site: str, reader: str) -> None:
        """See `Nudges.taken`."""
        with self._lock:
            self._under_way.discard((site, reader))


class NudgesOverRedis:
    """Nudges through a broker on Redis, where all processes see which are on their way.

    So what lies there is bounded by sites and readers, also while no worker runs.
    """

    def __init__(self, broker: Broker, link: Link) -> None:
        self._broker = broker
        self._link = link

    def send(self, site: str, reader: str) -> None:
        """See `Nudges.send`."""
        try:
            if self._link.client.set(_mark(site, reader), 1, nx=True, px=MAX_AGE):
                self._broker.enqueue(_message(site, reader))
        except redis.RedisError as error:
            self._link.failed(error)

    def taken(self, site: str, reader: str) -> None:
        """See `Nudges.taken`."""
        try:
            self._link.client.delete(_mark(site, reader))
        except redis.RedisError as error:
            self._link.failed(error)


def _message(site: str, reader: str) -> "Message[None]":
    return Message(queue_name=QUEUE, actor_name=ADVANCE, args=(site, reader), kwargs={}, options={})


def _mark(site: str, reader: str) -> str:
    return f"homeport:nudged:{site}:{reader}"
