"""Streams folded as a view sees them: as they stand, or up to a position, without what was set aside."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any, Final

from engine.domain import Domain
from engine.parked import NOTHING, Aside
from events.store import EventStore

Fold = Callable[[str], Any]
"""Gives the folded state of a stream."""
Needs = Callable[[str, Mapping[str, Any]], Iterable[str]]
"""The streams that a row draws on, by its key and the states folded so far: see `engine.projections.View.streams`."""
_TOGETHER: Final = 50  # streams read in one statement


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

    def together(self, keys: Iterable[str], needs: Needs, aside: Aside = NOTHING) -> Fold:
        """Folds as `seen` does, with the streams that these rows need read from the log many at a time."""
        folded: dict[str, Any] = {}
        keys = list(keys)
        while missing := {name for key in keys for name in needs(key, folded)} - folded.keys() - aside.streams:
            folded |= self._replayed(sorted(missing))
        seen = cache(self.seen(aside))  # what every row needs, such as the site, is asked for once
        return lambda stream: folded[stream] if stream in folded else seen(stream)

    def _replayed(self, streams: list[str]) -> dict[str, Any]:
        initial, evolve, decode = self._domain.initial, self._domain.evolve, self._domain.catalogue.decode
        folded = {stream: initial(stream) for stream in streams}
        for start in range(0, len(streams), _TOGETHER):
            for record in self._store.news(dict.fromkeys(streams[start : start + _TOGETHER], 0)):
                folded[record.stream] = evolve(folded[record.stream], decode(record), record)
        return folded

    def _folded(self, stream: str, aside: Aside, until: int | None) -> Any:
        domain = self._domain
        state = domain.initial(stream)
        for record in self._store.read_stream(stream):
            if until is not None and record.position > until:
                break
            if not aside.skips(record):
                state = domain.evolve(state, domain.catalogue.decode(record), record)
        return state
