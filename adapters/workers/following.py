"""Keeps a reader up with its log: one runner at a time among all processes, by its lease."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

from engine.leases import LeaseLost, Leases, holding
from engine.readers import Reader


class Following:
    """The `Work` of one reader. `holder` names this process in the lease, for people to read.

    Without a `turn` its view is kept up from moment to moment, for people who watch it. Any other takes what there is,
    many events at a time, and leaves what comes meanwhile to the next pulse. Those of a site share a turn, since two
    that work out rows beside the one that is watched leave it a third of the processor.
    """

    def __init__(
        self, reader: Reader, leases: Leases, holder: str, turn: AbstractContextManager[object] | None = None
    ) -> None:
        self._reader = reader
        self._leases = leases
        self._holder = holder
        self._turn = turn

    def is_due(self) -> bool:
        """Whether the log reaches beyond what was read."""
        return self._reader.views.live(self._reader.name).position < self._reader.log.head().position

    def advance(self, goes_on: Callable[[], bool]) -> bool:
        """Reads to the head of the log, unless another process is at it.

        It looks again once the lease is given back: who wanted to read meanwhile was turned away.
        """
        is_watched = self._turn is None
        with self._turn or nullcontext():
            while self.is_due():
                if not goes_on():
                    return True
                try:
                    with holding(self._leases, self._reader.name, self._holder) as lease:
                        if lease is None:
                            return False
                        self._reader.run(lease, go_on=goes_on, stay=is_watched)
                except LeaseLost:
                    return False
                if not is_watched and goes_on():
                    return False
        return False
