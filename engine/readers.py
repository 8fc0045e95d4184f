"""Readers: each keeps one view up with one log, and sets aside what it cannot read."""

import time
from collections.abc import Callable
from typing import Final, NamedTuple, ParamSpec, TypeVar

from engine.ahead import one_ahead
from engine.faults import Fault, fault_of, is_of_the_event
from engine.folding import Fold, Folds
from engine.leases import Lease
from engine.parked import Aside, Parked
from engine.projections import Checkpoint, Row, View, ViewStore
from engine.refusals import Refused
from events.envelope import Recorded
from events.store import EventStore, StoreUnavailable

A = TypeVar("A")
P = ParamSpec("P")
T = TypeVar("T")

PAUSES: Final = (0.01, 0.02, 0.04, 0.08)
"""Seconds between the tries of an event that cannot be read: one try more than there are pauses, then it is parked."""
_ROWS = 500  # rows written at a time, however many events touched them
_AHEAD = 100  # rows whose streams are folded together
_ALONE = 100  # events looked at one by one before they are written


class Progress(NamedTuple):
    """What a run came to: the position reached, the events read on the way, and how many of them were parked."""

    position: int
    events: int
    parked: int


class Lag(NamedTuple):
    """How far a reader is behind: events that it has not read, and seconds since the first of them was recorded."""

    positions: int
    seconds: float


class Filling(NamedTuple):
    """An empty generation that is being filled up to `head`, and the keys that are left."""

    at: Checkpoint
    head: int
    keys: list[str]


class _Batch(NamedTuple):
    position: int
    rows: dict[str, Row | None]
    aside: dict[int, Parked | None]
    is_full: bool
    """Whether there may be more behind it."""


class Reader:
    """One view of one log, with what it is worked out from and where it is kept. For many threads and processes.

    `clock` gives UTC microseconds. `patience` is how long to pause before each new try where a database is away:
    none for somebody who waits for the answer.
    """

    def __init__(
        self,
        view: View,
        log: EventStore,
        folds: Folds,
        views: ViewStore,
        clock: Callable[[], int],
        *,
        patience: tuple[float, ...] = (),
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.view = view
        self.name = view.name
        self.log = log
        self.folds = folds
        self.views = views
        self.clock = clock
        self._patience = patience
        self._sleep = sleep
        self.filling: Filling | None = None
        """What a turn that was over left undone."""

    def run(
        self,
        lease: Lease | None = None,
        *,
        generation: int | None = None,
        go_on: Callable[[], bool] = lambda: True,
        stay: bool = False,
    ) -> Progress:
        """Reads to the head of the log, batch by batch, into the live generation or the one that is given.

        With `stay` it goes on with what is appended meanwhile, a little at a time. `go_on` is asked before each batch;
        of turns however short each gets further. Raises `LeaseLost`, having written nothing that it had no right to;
        `Refused` where the given generation is there no more; and `StoreError`.
        """
        at, aside = self.standing(generation)
        began, parked = at.position, 0
        if began:
            self.filling = None  # another has filled it meanwhile
        elif go_on():
            if self._patiently(self._whole, at, aside, lease, go_on) or self.filling:
                at, aside = self.standing(generation)
            else:
                go_on = _at_least_once(go_on)  # trying to fill it may have taken the whole turn
        while go_on():
            batch = self._patiently(self._batch, at, aside)
            if batch.position == at.position:
                break
            if self._patiently(self.views.write, self.name, at, batch.position, batch.rows, batch.aside, lease):
                parked += len(batch.aside)
                aside = aside.changed(batch.aside)
                at = Checkpoint(at.generation, batch.position, at.revision + bool(batch.aside))
                if not batch.is_full and not stay:
                    break
            else:
                at, aside = self.standing(generation)  # another was here; what it wrote counts
        return Progress(at.position, at.position - began, parked)

    def standing(self, generation: int | None = None) -> tuple[Checkpoint, Aside]:
        """How far a generation (None: the live one) has come, and what it has set aside. Raises `Refused`."""
        at = self._patiently(self._at, generation)
        return at, self._patiently(self.views.aside, self.name, at.generation)

    def lag(self, generation: int | None = None) -> Lag:
        """How far a generation (None: the live one) is behind the log."""
        position = self._at(generation).position
        for unread in self.log.read_log(after=position, limit=1):
            seconds = (self.clock() - unread.recorded_at) / 1_000_000
            return Lag(self.log.head().position - position, max(0.0, seconds))
        return Lag(0, 0.0)

    def tried(self, record: Recorded, now: Fold, then: Fold) -> dict[str, Row | None] | tuple[Fault, int]:
        """The rows that an event touches, or why there are none after so many tries.

        They are worked out from streams as they stand `now`; where that fails, it may be for an event further on,
        and what they were `then` decides.
        """
        for pause in (*PAUSES, None):
            try:
                keys = _either(self._keys, record, now, then)
                return {key: _either(self.view.row, key, now, then) for key in keys}
            except Exception as error:
                if not is_of_the_event(error):
                    raise
                if pause is None:
                    return fault_of(error), 1 + len(PAUSES)
                self._sleep(pause)
        raise AssertionError  # the last try returns

    def _at(self, generation: int | None) -> Checkpoint:
        at = self.views.live(self.name) if generation is None else self.views.at(self.name, generation)
        if at is None:
            raise met_another(self.name)
        return at

    def _batch(self, at: Checkpoint, aside: Aside) -> _Batch:
        try:
            return self._together(at, aside)
        except Exception as error:
            if not is_of_the_event(error):
                raise
            return self._one_by_one(at, aside)

    def keys(self, at: Checkpoint, aside: Aside) -> set[str]:
        """The keys of all rows that the log touches up to a checkpoint."""
        if not aside.entries and (every := self.view.every(self.log, at.position)) is not None:
            return set(every)
        fold = self.folds.seen(aside)
        read = self.log.read_log(until=at.position)
        return {key for record in read if not aside.skips(record) for key in self.view.touched(record, fold)}

    def _whole(self, at: Checkpoint, aside: Aside, lease: Lease | None, go_on: Callable[[], bool]) -> bool:
        """Fills an empty generation, working each row out once however many events touch it; whether that is done.

        It is not where the turn is over: the next goes on there. Nor where an event cannot be read, or another is
        filling it too: what was written does no harm.
        """
        filling, self.filling = self.filling, None
        try:
            if filling is None or filling.at != at:
                head = self.log.head().position
                filling = Filling(at, head, sorted(self.keys(at._replace(position=head), aside)))
            keys = filling.keys
            parts = (keys[start : start + _AHEAD] for start in range(0, len(keys), _AHEAD))
            done = 0
            for some, fold in one_ahead(lambda part: self.folds.together(part, self.view.streams, aside), parts):
                rows = {key: self.view.row(key, fold) for key in some}
                if not self.views.write(self.name, at, at.position, rows, {}, lease):
                    return False
                done += len(some)
                if done < len(keys) and not go_on():
                    self.filling = filling._replace(keys=keys[done:])
                    return False
        except Exception as error:
            if not is_of_the_event(error):
                raise
            return False
        return self.views.write(self.name, at, filling.head, {}, {}, lease)

    def _together(self, at: Checkpoint, aside: Aside) -> _Batch:
        """Rows touched by many events, each worked out once from streams as they stand."""
        fold = self.folds.seen(aside)
        touched: dict[str, None] = {}
        position, is_full = at.position, False
        for record in self.log.read_log(after=at.position):
            if not aside.skips(record):
                touched.update(dict.fromkeys(self.view.touched(record, fold)))
            position = record.position
            if is_full := len(touched) >= _ROWS:
                break
        fold = self.folds.current(touched, self.view.streams, aside)  # now that all events of the batch are there
        return _Batch(position, {key: self.view.row(key, fold) for key in touched}, {}, is_full)

    def _one_by_one(self, at: Checkpoint, aside: Aside) -> _Batch:
        """The same for a few events, so that those that cannot be read are found and parked."""
        rows: dict[str, Row | None] = {}
        parked: dict[int, Parked | None] = {}
        position = at.position
        for record in self.log.read_log(after=at.position, limit=_ALONE):
            position = record.position
            if aside.skips(record):
                continue
            found = self.tried(record, self.folds.seen(aside), self.folds.seen(aside, until=position))
            if isinstance(found, dict):
                rows.update(found)
            else:
                entry = Parked(position, record.stream, record.version, record.type, *found, self.clock())
                parked[position] = entry
                aside = aside.changed({position: entry})
        return _Batch(position, rows, parked, position - at.position >= _ALONE)

    def _keys(self, record: Recorded, fold: Fold) -> tuple[str, ...]:
        return tuple(self.view.touched(record, fold))

    def _patiently(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        for pause in self._patience:
            try:
                return work(*args, **kwargs)
            except StoreUnavailable:
                self._sleep(pause)
        return work(*args, **kwargs)


def _at_least_once(go_on: Callable[[], bool]) -> Callable[[], bool]:
    """Says yes the first time, whatever `go_on` says."""
    answers = iter((True,))
    return lambda: next(answers, False) or go_on()


def met_another(view: str) -> Refused:
    """What to say where two that write the same generation meet."""
    return Refused(f"another rebuild of {view} came in between; run it again")


def _either(work: Callable[[A, Fold], T], of: A, now: Fold, then: Fold) -> T:
    try:
        return work(of, now)
    except Exception as error:
        if not is_of_the_event(error):
            raise
        return work(of, then)
