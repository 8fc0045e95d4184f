"""Streams folded as a view sees them: as they stand, or up to a position, without what was set aside."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

from engine.domain import Domain
from engine.parked import NOTHING, Aside
from events.envelope import Recorded
from events.store import EventStore

Fold = Callable[[str], Any]
"""Gives the folded state of a stream."""
Now = Callable[[Sequence[str]], Mapping[str, Any]]
"""Gives the folded states of some streams as they stand, as quickly as they can be had together."""
Needs = Callable[[str, Mapping[str, Any]], Iterable[str]]
"""The streams that a row draws on, by its key and how streams begin: see `engine.projections.View.streams`."""
_TOGETHER: Final = 50  # streams read in one statement


def evolved(domain: Domain, state: Any, records: Iterable[Recorded]) -> Any:
    """The state after what these records hold. Raises as `Catalogue.decode`."""
    decode = domain.catalogue.decode
    return domain.evolve(state, ((record, decode(record)) for record in records))


class Folds:
    """Folds the streams of one log; `now` gives them as they stand."""

    def __init__(self, domain: Domain, store: EventStore, now: Now) -> None:
        self._domain = domain
        self._store = store
        self._now = now

    def seen(self, aside: Aside = NOTHING, until: int | None = None) -> Fold:
        """Folds up to a position of the log (None: as it stands): held streams up to where they are held."""
        folded: dict[str, Any] = {}

        def fold(stream: str) -> Any:
            if until is None and stream not in aside.streams:
                return self._now((stream,))[stream]
            if stream not in folded:
                folded[stream] = self._folded(stream, aside, until)
            return folded[stream]

        return fold

    def current(self, keys: Iterable[str], needs: Needs, aside: Aside = NOTHING) -> Fold:
        """Folds as `seen` does, with the streams that these few rows need asked for at once."""
        folded: dict[str, Any] = {}
        keys = list(keys)
        while missing := {name for key in keys for name in needs(key, folded)} - folded.keys() - aside.streams:
            folded |= self._now(sorted(missing))
        seen = cache(self.seen(aside))
        return lambda stream: folded[stream] if stream in folded else seen(stream)

    def together(self, keys: Iterable[str], needs: Needs, aside: Aside = NOTHING) -> Fold:
        """Folds as `seen` does, with the streams that these rows need read from the log many at a time.

        Each is folded when it is asked for and not kept: one state at a time is next to nothing for the collector of
        garbage, and hundreds of them were measured at a third of all the work.
        """
        read: dict[str, list[Recorded]] = {}
        begun: dict[str, Any] = {}
        keys = list(keys)
        while missing := {name for key in keys for name in needs(key, begun)} - begun.keys() - aside.streams:
            read |= self._read(sorted(missing))
            begun |= {stream: self._replayed(stream, read[stream][:1]) for stream in missing}
        seen = cache(self.seen(aside))  # what every row needs, such as the site, is asked for once
        return lambda stream: self._replayed(stream, read[stream]) if stream in read else seen(stream)

    def _read(self, streams: list[str]) -> dict[str, list[Recorded]]:
        read: dict[str, list[Recorded]] = {stream: [] for stream in streams}
        for start in range(0, len(streams), _TOGETHER):
            for record in self._store.news(dict.fromkeys(streams[start : start + _TOGETHER], 0)):
                read[record.stream].append(record)
        return read

    def _replayed(self, stream: str, records: Iterable[Recorded]) -> Any:
        return evolved(self._domain, self._domain.initial(stream), records)

    def _folded(self, stream: str, aside: Aside, until: int | None) -> Any:
        def seen() -> Iterator[Recorded]:
            for record in self._store.read_stream(stream):
                if until is not None and record.position > until:
                    return
                if not aside.skips(record):
                    yield record

        return self._replayed(stream, seen())
