"""Streams folded as a view sees them: as they stand, or up to a position, without what was set aside."""

from collections.abc import Callable
from typing import Any

from engine.domain import Domain
from engine.parked import NOTHING, Aside
from events.store import EventStore

Fold = Callable[[str], Any]
"""Gives the folded state of a stream."""


class Folds:
    """Folds the streams of one log. `now` gives a stream as it stands, as quickly as it can be had."""

    def __init__(self, domain: Domain, store: EventStore, now: Fold) -> None:
        self._domain = domain
        self._store = store
        self._now = now

    def seen(self, aside: Aside = NOTHING, until: int | None = None) -> Fold:
        """Folds up to a position of the log (None: as it stands): held streams up to where they are held."""
        folded: dict[str, Any] = {}

        def fold(stream: str) -> Any:
            if until is None and stream not in aside.streams:
                return self._now(stream)
            if stream not in folded:
                folded[stream] = self._folded(stream, aside, until)
            return folded[stream]

        return fold

    def _folded(self, stream: str, aside: Aside, until: int | None) -> Any:
        domain = self._domain
        state = domain.initial(stream)
        for record in self._store.read_stream(stream):
            if until is not None and record.position > until:
                break
            if not aside.skips(record):
                state = domain.evolve(state, domain.catalogue.decode(record), record)
        return state
