"""A wire carries nudges: words without clinical data that site S has news for its work X, one at a time for each pair.

What is true stands in the database. A nudge that is lost, or never sent, costs the time to the next pulse.
"""

import logging
from typing import Final, Protocol

import dramatiq
from dramatiq.broker import Broker

QUEUE: Final = "work"
ADVANCE: Final = "advance"
"""The actor that every nudge is for."""


class Wire(Protocol):
    """A broker, and memory of which nudges are on their way in it. No method raises or waits for long."""

    @property
    def broker(self) -> Broker:
        """The broker, which is not dramatiq's global one."""

    def send(self, site: str, work: str) -> None:
        """Nudges a site's work, unless a nudge for it is on its way."""

    def taken(self, site: str, work: str) -> None:
        """Says that a nudge has arrived: what is appended from now on needs another."""

    def worker(self, threads: int) -> dramatiq.Worker:
        """Threads that carry out what arrives; not started yet."""


def nudge(site: str, work: str) -> "dramatiq.Message[None]":
    """The message."""
    return dramatiq.Message(queue_name=QUEUE, actor_name=ADVANCE, args=(site, work), kwargs={}, options={})


def keep_quiet() -> None:
    """Keeps dramatiq's own log to itself: it prints whatever an exception quotes, and each lost connection twice."""
    log = logging.getLogger("dramatiq")
    log.propagate = False
    if not log.handlers:
        log.addHandler(logging.NullHandler())
