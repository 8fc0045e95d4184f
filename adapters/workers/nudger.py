"""Watches a log, off the way of those who write to it, and nudges whoever follows it."""

from collections.abc import Sequence
from typing import Final

from adapters.incidents import all_clear, notice
from adapters.workers.wire import Wire
from events.store import EventStore, StoreError

_LOOK: Final = 0.2
"""Seconds of one wait for news: as long as it takes to stop."""


class Nudger:
    """Nudges all `works` of the log's site when it has grown. What is appended meanwhile comes with the next nudge."""

    def __init__(self, store: EventStore, works: Sequence[str], wire: Wire) -> None:
        self._store = store
        self._works = works
        self._wire = wire
        self._seen = 0
        self._is_ailing = False

    def step(self) -> None:
        """Waits a moment for news, and passes it on."""
        try:
            if self._store.wait(self._seen, _LOOK):
                self._seen = self._store.head().position
                for work in self._works:
                    self._wire.send(self._store.log, work)
        except StoreError:
            if not self._is_ailing:
                self._is_ailing = True
                notice("log_out_of_reach", site=self._store.log)
            return
        if self._is_ailing:
            self._is_ailing = False
            all_clear("log_in_reach", site=self._store.log)
