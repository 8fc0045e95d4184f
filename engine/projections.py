"""Views across runs: tables of rows kept up with the log, each with its checkpoint.

A view says which rows an event touches and how a row is worked out from folded streams, so that a row
always equals a fresh replay of them. Rows and checkpoint are written in one transaction.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, Protocol

from engine.refusals import Refused
from events.envelope import Recorded
from events.store import EventStore

Row = dict[str, Any]
_ROWS = 500  # rows written at a time, however many events touched them


class View(Protocol):
    """A view's content. Pure but for `row`, which reads folded streams."""

    @property
    def name(self) -> str:
        """The view's name, for ever."""

    def touched(self, record: Recorded) -> Iterable[str]:
        """The keys of the rows that an event may change."""

    def row(self, key: str) -> Row | None:
        """The row as plain data, from the streams as they stand; None where there is to be none."""


class Checkpoint(NamedTuple):
    """How far a generation of a view has come. The live generation is the one that is read."""

    generation: int
    position: int


class ViewStore(Protocol):
    """Keeps rows and checkpoints, apart from the log. May raise `events.store.StoreError`."""

    def live(self, view: str) -> Checkpoint:
        """The live generation of a view; generation 1 at position 0 where nothing was ever written."""

    def write(self, view: str, before: Checkpoint, position: int, rows: Mapping[str, Row | None]) -> bool:
        """Replaces these rows and moves the checkpoint, in one transaction; False if it was not at `before`."""

    def rows(self, view: str) -> Iterator[tuple[str, Row]]:
        """The rows of the live generation, by key."""

    def begin(self, view: str) -> Checkpoint:
        """An empty generation beside the live one."""

    def switch(self, view: str, generation: int) -> None:
        """Makes a generation the live one and drops the others."""


class Difference(NamedTuple):
    """A stored row that is not what a replay gives."""

    view: str
    key: str
    stored: Row | None
    replayed: Row | None


def catch_up(view: View, store: EventStore, views: ViewStore, generation: Checkpoint | None = None) -> int:
    """Brings a view (or one generation of it) to the head of the log; the position it reached."""
    at = generation or views.live(view.name)
    while True:
        touched: dict[str, None] = {}
        position = at.position
        for record in store.read_log(after=position):
            touched.update(dict.fromkeys(view.touched(record)))
            position = record.position
            if len(touched) >= _ROWS:
                break
        if position == at.position:
            return position
        rows = {key: view.row(key) for key in touched}
        if views.write(view.name, at, position, rows):
            at = Checkpoint(at.generation, position)
        elif generation is None:
            at = views.live(view.name)  # another reader was here; its rows count
        else:
            raise _met_another(view)


def rebuild(view: View, store: EventStore, views: ViewStore) -> int:
    """Writes the view anew beside the live one, then switches to it; the position it reached.

    Each row is worked out once, however many events touch it. Raises `Refused` where two rebuilds meet.
    """
    beside, head = views.begin(view.name), store.head().position
    touched: dict[str, None] = {}
    for record in store.read_log(until=head):
        touched.update(dict.fromkeys(view.touched(record)))
    keys = list(touched)
    for start in range(0, len(keys), _ROWS):
        rows = {key: view.row(key) for key in keys[start : start + _ROWS]}
        if not views.write(view.name, beside, beside.position, rows):
            raise _met_another(view)
    if not views.write(view.name, beside, head, {}):
        raise _met_another(view)
    position = catch_up(view, store, views, Checkpoint(beside.generation, head))
    views.switch(view.name, beside.generation)
    return position


def _met_another(view: View) -> Refused:
    return Refused(f"another rebuild of {view.name} came in between; run it again")


def differences(view: View, stored: Iterable[tuple[str, Row]], keys: Iterable[str]) -> Iterator[Difference]:
    """Where stored rows differ from what `view` works out for all `keys` there can be."""
    rows = dict(stored)
    for key in sorted({*rows, *keys}):
        replayed = view.row(key)
        if rows.get(key) != replayed:
            yield Difference(view.name, key, rows.get(key), replayed)
