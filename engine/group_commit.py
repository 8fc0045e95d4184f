"""Appends of many callers meet here and are committed together, each with a verdict of its own.

Syncing a commit to the disk costs about the same for one append as for hundreds. Whoever finds the log free
commits at once; what comes in meanwhile is the next batch.
"""

import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Generic, TypeVar
from weakref import WeakKeyDictionary

from events.envelope import Append
from events.store import EventStore, StoreUnavailable, Verdict

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Future, Semaphore

T = TypeVar("T")

_BATCH = 500  # appends committed at once
_ROOM = 10_000  # tasks of one event loop that may stand in the queue; more wait until there is room


class GroupCommit:
    """The way to append to one store from everywhere in a process: from threads, from tasks, in bulk.

    Every method raises what the store raises, `StoreUnavailable` after `close`. A caller that is interrupted
    or cancelled does not know whether its append was accepted: the same command again tells.
    """

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._turn = threading.Lock()  # held by whoever commits
        self._gate = threading.Lock()  # held to enter the queue, or to shut it
        self._queue: deque[_Waiting] = deque()  # entered at the right by all, left by the background thread only
        self._called = threading.Event()
        self._thread: threading.Thread | None = None
        self._closed = False
        self._rooms: WeakKeyDictionary[AbstractEventLoop, Semaphore] = WeakKeyDictionary()

    def append(self, append: Append) -> Verdict:
        """Commits one append. The caller's own thread does it where the log is free, without delay."""
        return self._append_batch([append])[0]

    def append_many(self, appends: Sequence[Append]) -> list[Verdict]:
        """Commits many appends, hundreds at once, and those to one stream in their order.

        Where it raises, some may have been accepted: the same commands again tell.
        """
        return [verdict for batch in _independent(appends) for verdict in self._append_batch(batch)]

    async def append_async(self, append: Append) -> Verdict:
        """Commits one append in the background, while the event loop goes on."""
        from asyncio import get_running_loop  # noqa: PLC0415  # 30 ms to import; whoever awaits has done so

        loop = get_running_loop()
        async with self._room(loop):
            future: Future[Verdict] = loop.create_future()
            self._enter([_Waiting(append, future)])
            return await future

    def close(self) -> None:
        """Commits what is in the queue, then takes nothing more."""
        with self._gate:
            self._closed = True
        self._called.set()
        if self._thread is not None:
            self._thread.join()
        with self._turn:
            pass  # a caller that commits by itself has finished

    def _append_batch(self, batch: Sequence[Append]) -> list[Verdict]:
        if not self._queue and self._turn.acquire(blocking=False):
            try:
                self._check_open()
                return self._store.append(batch)
            finally:
                self._turn.release()
        waiting = [_Waiting(append) for append in batch]
        self._enter(waiting)
        return [one.result() for one in waiting]

    def _enter(self, waiting: "list[_Waiting]") -> None:
        with self._gate:
            self._check_open()
            self._queue.extend(waiting)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="group commit", daemon=True)
                self._thread.start()
        self._called.set()

    def _check_open(self) -> None:
        if self._closed:
            raise StoreUnavailable("the log was closed")

    def _room(self, loop: "AbstractEventLoop") -> "Semaphore":
        room = self._rooms.get(loop)
        if room is None:
            from asyncio import Semaphore  # noqa: PLC0415  # as above

            room = self._rooms[loop] = Semaphore(_ROOM)
        return room

    def _run(self) -> None:
        while not self._closed:
            self._called.wait()
            self._called.clear()
            while self._queue:
                with self._turn:
                    self._commit_next()

    def _commit_next(self) -> None:
        batch = self._take()
        if not batch:
            return
        try:
            outcomes: Sequence[Verdict | Exception] = self._store.append([one.append for one in batch])
        except Exception as error:  # noqa: BLE001  # it belongs to the callers, who raise it
            outcomes = [error] * len(batch)
        _answer(batch, outcomes)

    def _take(self) -> "list[_Waiting]":
        """The next batch. What cannot go with it stays at the front of the queue."""
        batch, left = _Batch[_Waiting](), list[_Waiting]()
        for _ in range(min(len(self._queue), _BATCH)):
            waiting = self._queue.popleft()
            if waiting.future is not None and waiting.future.cancelled():
                continue
            if not batch.take(waiting, waiting.append):
                left.append(waiting)
        self._queue.extendleft(reversed(left))
        return batch.members


class _Waiting:
    """An append in the queue. Its caller waits by the future, or in its thread by `result`."""

    __slots__ = ("append", "done", "future", "outcome")

    done: threading.Event  # of a caller in a thread only: making one takes 4 us
    outcome: Verdict | Exception

    def __init__(self, append: Append, future: "Future[Verdict] | None" = None) -> None:
        self.append = append
        self.future = future
        if future is None:
            self.done = threading.Event()

    def result(self) -> Verdict:
        self.done.wait()
        if isinstance(self.outcome, Exception):
            raise self.outcome
        return self.outcome


def _answer(batch: Sequence[_Waiting], outcomes: Sequence[Verdict | Exception]) -> None:
    tasks: dict[AbstractEventLoop, list[tuple[Future[Verdict], Verdict | Exception]]] = {}
    for waiting, outcome in zip(batch, outcomes, strict=True):
        if waiting.future is None:
            waiting.outcome = outcome
            waiting.done.set()
        else:
            tasks.setdefault(waiting.future.get_loop(), []).append((waiting.future, outcome))
    for loop, answers in tasks.items():
        with suppress(RuntimeError):  # the loop was closed: nobody waits there any more
            loop.call_soon_threadsafe(_resolve, answers)


def _resolve(answers: "Sequence[tuple[Future[Verdict], Verdict | Exception]]") -> None:
    for future, outcome in answers:
        if future.done():
            continue
        if isinstance(outcome, Exception):
            future.set_exception(outcome)
        else:
            future.set_result(outcome)


class _Batch(Generic[T]):
    """Members that may be committed together: no command id comes twice, and a stream that one gives events to
    is named by no other.
    """

    def __init__(self) -> None:
        self.members: list[T] = []
        self._named: set[str] = set()
        self._taken: set[str] = set()  # command ids too: a space marks them, since no stream has one

    def take(self, member: T, append: Append) -> bool:
        """Takes the member with its append in, if it may go with the others."""
        command = " " + append.command_id
        named = {command, *(part.stream for part in append.streams)}
        taken = {command, *(part.stream for part in append.streams if part.events)}
        if not self._taken.isdisjoint(named) or not self._named.isdisjoint(taken):
            return False
        self.members.append(member)
        self._named |= named
        self._taken |= taken
        return True


def _independent(appends: Sequence[Append]) -> Iterator[list[Append]]:
    """Cuts a sequence, in its order, into batches that may each be committed at once."""
    batch = _Batch[Append]()
    for append in appends:
        if len(batch.members) == _BATCH or not batch.take(append, append):
            yield batch.members
            batch = _Batch()
            batch.take(append, append)
    if batch.members:
        yield batch.members
