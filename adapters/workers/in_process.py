"""The wire within one process."""

import threading
from typing import Final

import dramatiq
from dramatiq.brokers.stub import StubBroker

from adapters.workers.wire import keep_quiet, nudge

_WAIT: Final = 250
"""Milliseconds of one wait at the queue, which wakes who waits: as long as it takes to stop."""


class InProcess:
    """A `Wire` of queues in memory. dramatiq calls their broker a stub; nothing in it outlives the process."""

    def __init__(self) -> None:
        keep_quiet()
        self.broker = StubBroker(middleware=[])
        self._lock = threading.Lock()
        self._under_way: set[tuple[str, str]] = set()

    def send(self, site: str, work: str) -> None:
        """See `Wire.send`."""
        with self._lock:
            if (site, work) in self._under_way:
                return
            self._under_way.add((site, work))
        self.broker.enqueue(nudge(site, work))

    def taken(self, site: str, work: str) -> None:
        """See `Wire.taken`."""
        with self._lock:
            self._under_way.discard((site, work))

    def worker(self, threads: int) -> dramatiq.Worker:
        """See `Wire.worker`."""
        return dramatiq.Worker(self.broker, worker_threads=threads, worker_timeout=_WAIT)
