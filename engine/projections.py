"""Views across runs: tables of rows kept up with the log, each with its checkpoint.

A view says which rows an event touches and how a row is worked out from folded streams, so that a row
always equals a fresh replay of them. Rows, checkpoint and what was set aside are written in one transaction.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from engine.folding import Fold
from engine.leases import Lease
from engine.parked import Aside, Parked
from events.envelope import Recorded
from events.store import EventStore

Row = dict[str, Any]
"""A row as plain data. Where it has `due_at` (UTC microseconds), it can be found by that moment."""


class View(Protocol):
    """A view's content. Pure: what it knows beside the event comes from folded streams."""

    @property
    def name(self) -> str:
        """The view's name, for ever."""

    def touched(self, record: Recorded, fold: Fold) -> Iterable[str]:
        """The keys of the rows that an event may change."""

    def row(self, key: str, fold: Fold) -> Row | None:
        """The row as plain data; None where there is to be none."""

    def every(self, log: EventStore, until: int) -> Iterable[str] | None:
        """The keys of all rows that the log gives up to a position, read as cheaply as may be.

        None where every event has to be asked what it touches.
        """

    def streams(self, key: str, begun: Mapping[str, Any]) -> Iterable[str]:
        """The streams that a row will draw on, as far as `begun` tells; asked again until no new one is named.

        `begun` holds the states of streams after their first event or a later one. They are read together with those of
        other rows; what is not named is read when the row asks for it.
        """


class Checkpoint(NamedTuple):
    """How far a generation of a view has come, and how often its set-aside events were changed."""

    generation: int
    position: int
    revision: int = 0


class ViewStore(Protocol):
    """Keeps rows and checkpoints of one site, apart from the log. May raise `events.store.StoreError`."""

    def live(self, view: str) -> Checkpoint:
        """The generation that is read; generation 1 at position 0 where nothing was ever written."""

    def at(self, view: str, generation: int) -> Checkpoint | None:
        """How far a generation has come, if there is one."""

    def previous(self, view: str) -> int | None:
        """The generation that was live before, if it is kept."""

    def aside(self, view: str, generation: int) -> Aside:
        """What a generation has set aside."""

    def write(
        self,
        view: str,
        before: Checkpoint,
        position: int,
        rows: Mapping[str, Row | None],
        aside: Mapping[int, Parked | None] = {},
        lease: Lease | None = None,
    ) -> bool:
        """Replaces rows and set-aside entries and moves the checkpoint, in one transaction.

        False, with nothing written, if the checkpoint was not `before`. Raises `LeaseLost` if `lease` is given
        and is not in force.
        """

    def rows(self, view: str, generation: int | None = None) -> Iterator[tuple[str, Row]]:
        """The rows of a generation (None: of the live one), by key."""

    def due(self, view: str, before: int) -> Iterator[Row]:
        """The rows of the live generation whose `due_at` is before a moment, the earliest first; no other is read."""

    def begin(self, view: str) -> Checkpoint:
        """An empty generation beside the live one, which starts with the drops of the live one."""

    def switch(self, view: str, generation: int) -> bool:
        """Makes a generation the live one and the live one the previous; others are dropped.

        False if there is no such generation any more.
        """

    def drop(self, view: str, generation: int) -> None:
        """Takes a generation away that is not the live one."""


class Difference(NamedTuple):
    """A stored row that is not what a replay gives."""

    view: str
    key: str
    stored: Row | None
    replayed: Row | None


def differences(view: View, fold: Fold, stored: Iterable[tuple[str, Row]], keys: Iterable[str]) -> Iterator[Difference]:
    """Where stored rows differ from what `view` works out for all `keys` there can be."""
    rows = dict(stored)
    for key in sorted({*rows, *keys}):
        replayed = view.row(key, fold)
        if rows.get(key) != replayed:
            yield Difference(view.name, key, rows.get(key), replayed)
