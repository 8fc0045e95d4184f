"""Appends that meet are committed together; each caller gets its own verdict, whatever becomes of the others."""

import asyncio
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest

from adapters.sql.migrate import migrate
from adapters.sql.sqlite_store import SqliteStore
from engine.group_commit import GroupCommit
from events.envelope import Append
from events.store import Appended, Conflict, Duplicate, StoreUnavailable, Verdict
from tests.contracts.event_store_case import SetClock, accepted, command, part, seen


class HeldStore(SqliteStore):
    """A log whose appends wait while `held`, or fail with `failure`; it notes every batch and its thread."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, "site-1", SetClock())
        self.free = threading.Event()
        self.free.set()
        self.batches: list[list[str]] = []
        self.threads: list[threading.Thread] = []
        self.failure: Exception | None = None

    def append(self, batch: Sequence[Append]) -> list[Verdict]:
        self.batches.append([append.command_id for append in batch])
        self.threads.append(threading.current_thread())
        assert self.free.wait(timeout=30)
        if self.failure is not None:
            raise self.failure
        return super().append(batch)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[HeldStore]:
    migrate(tmp_path / "log.db")
    store = HeldStore(tmp_path / "log.db")
    yield store
    store.close()


@pytest.fixture
def commits(store: HeldStore) -> Iterator[GroupCommit]:
    commits = GroupCommit(store)
    yield commits
    store.free.set()
    commits.close()


async def all_met(store: HeldStore, commits: GroupCommit, appends: Sequence[Append]) -> list[asyncio.Task[Verdict]]:
    """Tasks for these appends, all in the queue behind one that the store holds."""
    store.free.clear()
    tasks = [asyncio.create_task(commits.append_async(command("c-0", part("episode-0", 0))))]
    await asyncio.to_thread(wait_until, lambda: len(store.batches) == 1)
    tasks += [asyncio.create_task(commits.append_async(append)) for append in appends]
    await asyncio.sleep(0)
    return tasks


async def test_appends_that_meet_are_committed_together(store: HeldStore, commits: GroupCommit) -> None:
    tasks = await all_met(store, commits, [command(f"c-{n}", part(f"episode-{n}", 0)) for n in (1, 2, 3)])

    store.free.set()
    verdicts = await asyncio.gather(*tasks)

    assert [accepted(verdict).position for verdict in verdicts] == [1, 2, 3, 4]
    assert store.batches == [["c-0"], ["c-1", "c-2", "c-3"]]


async def test_each_caller_gets_its_own_verdict(store: HeldStore, commits: GroupCommit) -> None:
    tasks = await all_met(
        store,
        commits,
        [
            command("c-1", part("episode-1", 0)),
            command("c-2", part("episode-2", 9)),
            command("c-0", part("episode-3", 0)),
            command("c-4", part("episode-4", 0)),
        ],
    )

    store.free.set()
    _, first, conflict, duplicate, last = await asyncio.gather(*tasks)

    assert accepted(first).versions == {"episode-1": 1}
    assert conflict == Conflict("episode-2", expected=9, actual=0)
    assert isinstance(duplicate, Duplicate)
    assert accepted(last).versions == {"episode-4": 1}
    assert store.head().position == 3


async def test_a_stream_comes_once_in_a_batch_and_keeps_its_order(store: HeldStore, commits: GroupCommit) -> None:
    tasks = await all_met(
        store,
        commits,
        [
            command("c-1", part("episode-1", 0)),
            command("c-2", part("episode-1", 1)),
            command("c-3", part("episode-2", 0), part("episode-1", 2)),
            command("c-4", part("episode-3", 0)),
        ],
    )

    store.free.set()
    verdicts = await asyncio.gather(*tasks)

    assert all(isinstance(verdict, Appended) for verdict in verdicts)
    assert store.batches == [["c-0"], ["c-1", "c-4"], ["c-2"], ["c-3"]]


async def test_a_stream_that_one_gives_events_to_is_read_by_none_beside_it(
    store: HeldStore, commits: GroupCommit
) -> None:
    tasks = await all_met(
        store,
        commits,
        [
            command("c-1", part("episode-1", 0), seen("site", 0)),
            command("c-2", part("episode-2", 0), seen("site", 0)),
            command("c-3", part("site", 0)),
            command("c-4", part("episode-4", 0), seen("site", 0)),
        ],
    )

    store.free.set()
    *_, written, stale = await asyncio.gather(*tasks)

    assert store.batches == [["c-0"], ["c-1", "c-2", "c-4"], ["c-3"]]
    assert isinstance(written, Appended)
    assert isinstance(stale, Appended)


async def test_a_command_comes_once_in_a_batch(store: HeldStore, commits: GroupCommit) -> None:
    tasks = await all_met(store, commits, [command("c-1", part("episode-1", 0)), command("c-1", part("episode-2", 0))])

    store.free.set()
    _, first, again = await asyncio.gather(*tasks)

    assert again == Duplicate(accepted(first), b"digest")
    assert store.batches == [["c-0"], ["c-1"], ["c-1"]]


async def test_a_batch_has_a_bound(store: HeldStore, commits: GroupCommit) -> None:
    tasks = await all_met(store, commits, [command(f"c-{n}", part(f"episode-{n}", 0)) for n in range(1, 1_101)])

    store.free.set()
    await asyncio.gather(*tasks)

    assert [len(batch) for batch in store.batches] == [1, 500, 500, 100]


async def test_the_event_loop_goes_on_while_the_store_is_at_work(store: HeldStore, commits: GroupCommit) -> None:
    tasks = await all_met(store, commits, [])

    beats = [await asyncio.sleep(0.001, beat) for beat in range(5)]

    assert beats == [0, 1, 2, 3, 4]
    assert not tasks[0].done()
    store.free.set()
    await asyncio.gather(*tasks)


async def test_a_cancelled_caller_harms_no_neighbour(store: HeldStore, commits: GroupCommit) -> None:
    tasks = await all_met(store, commits, [command(f"c-{n}", part(f"episode-{n}", 0)) for n in (1, 2, 3)])

    tasks[0].cancel()
    tasks[2].cancel()
    await asyncio.sleep(0)
    store.free.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)

    assert isinstance(answers[0], asyncio.CancelledError)
    assert isinstance(answers[1], Appended)
    assert isinstance(answers[2], asyncio.CancelledError)
    assert isinstance(answers[3], Appended)


async def test_a_cancelled_append_is_dropped_from_the_queue_but_not_from_the_log(
    store: HeldStore, commits: GroupCommit
) -> None:
    tasks = await all_met(store, commits, [command("c-1", part("episode-1", 0))])

    for task in tasks:
        task.cancel()
    await asyncio.sleep(0)
    store.free.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    again = await commits.append_async(command("c-0", part("episode-0", 0)))

    assert isinstance(again, Duplicate)
    assert store.find_command("c-1") is None


async def test_a_failure_of_the_store_reaches_every_caller_of_the_batch_and_no_other(
    store: HeldStore, commits: GroupCommit
) -> None:
    tasks = await all_met(store, commits, [command(f"c-{n}", part(f"episode-{n}", 0)) for n in (1, 2, 3)])

    store.failure = failure = StoreUnavailable("the disk is full")
    store.free.set()
    answers = await asyncio.gather(*tasks, return_exceptions=True)
    store.failure = None
    later = await commits.append_async(command("c-5", part("episode-5", 0)))

    assert answers == [failure] * 4
    assert accepted(later).position == 1


def test_a_failure_of_the_store_reaches_a_lone_caller(store: HeldStore, commits: GroupCommit) -> None:
    store.failure = StoreUnavailable("the disk is full")

    with pytest.raises(StoreUnavailable, match="the disk is full"):
        commits.append(command("c-1", part("episode-1", 0)))

    store.failure = None
    assert accepted(commits.append(command("c-1", part("episode-1", 0)))).position == 1


def test_a_lone_caller_commits_in_its_own_thread(store: HeldStore, commits: GroupCommit) -> None:
    for version in range(3):
        accepted(commits.append(command(f"c-{version}", part("episode-1", version))))

    assert store.threads == [threading.current_thread()] * 3


def test_threads_that_meet_are_committed_together(store: HeldStore, commits: GroupCommit) -> None:
    store.free.clear()
    threads = [started(partial(commits.append, command(f"c-{n}", part(f"episode-{n}", 0)))) for n in range(9)]
    wait_until(lambda: len(commits._queue) + len(store.batches) == 9)

    store.free.set()
    for thread in threads:
        thread.join()

    assert [len(batch) for batch in store.batches] == [1, 8]
    assert store.head().position == 9


def test_many_appends_are_committed_in_one_batch(store: HeldStore, commits: GroupCommit) -> None:
    verdicts = commits.append_many([command(f"c-{n}", part(f"episode-{n}", 0)) for n in range(4)])

    assert [accepted(verdict).position for verdict in verdicts] == [1, 2, 3, 4]
    assert store.batches == [["c-0", "c-1", "c-2", "c-3"]]


def test_many_appends_are_cut_where_a_stream_or_a_command_comes_again(store: HeldStore, commits: GroupCommit) -> None:
    verdicts = commits.append_many(
        [
            command("c-0", part("episode-1", 0)),
            command("c-1", part("episode-2", 0)),
            command("c-2", part("episode-3", 0), part("episode-1", 1)),
            command("c-3", part("episode-4", 0)),
            command("c-3", part("episode-5", 0)),
        ]
    )

    assert [accepted(verdict).position for verdict in verdicts[:4]] == [1, 2, 4, 5]
    assert verdicts[4] == Duplicate(accepted(verdicts[3]), b"digest")
    assert store.batches == [["c-0", "c-1"], ["c-2", "c-3"], ["c-3"]]


def test_one_of_many_that_conflicts_fails_no_other(commits: GroupCommit) -> None:
    first, conflict, last = commits.append_many(
        [
            command("c-0", part("episode-1", 0)),
            command("c-1", part("episode-2", 3)),
            command("c-2", part("episode-3", 0)),
        ]
    )

    assert accepted(first).position == 1
    assert conflict == Conflict("episode-2", expected=3, actual=0)
    assert accepted(last).position == 2


def test_more_than_a_batch_is_committed_in_several(store: HeldStore, commits: GroupCommit) -> None:
    verdicts = commits.append_many([command(f"c-{n}", part(f"episode-{n}", 0)) for n in range(1_100)])

    assert [accepted(verdict).position for verdict in verdicts] == list(range(1, 1_101))
    assert [len(batch) for batch in store.batches] == [500, 500, 100]


def test_nothing_to_append_is_no_batch(store: HeldStore, commits: GroupCommit) -> None:
    assert commits.append_many([]) == []
    assert store.batches == []


def test_closing_waits_for_what_is_in_the_queue(store: HeldStore, commits: GroupCommit) -> None:
    store.free.clear()
    writers = [started(partial(commits.append, command(f"c-{n}", part(f"episode-{n}", 0)))) for n in range(3)]
    wait_until(lambda: len(commits._queue) + len(store.batches) == 3)

    closing = started(commits.close)
    store.free.set()
    for thread in [*writers, closing]:
        thread.join()

    assert store.head().position == 3


async def test_after_closing_nothing_is_taken(commits: GroupCommit) -> None:
    commits.close()
    commits.close()
    late = command("c-1", part("episode-1", 0))

    with pytest.raises(StoreUnavailable, match="closed"):
        commits.append(late)
    with pytest.raises(StoreUnavailable, match="closed"):
        commits.append_many([late])
    with pytest.raises(StoreUnavailable, match="closed"):
        await commits.append_async(late)


def test_a_caller_whose_event_loop_has_ended_harms_nobody(store: HeldStore, commits: GroupCommit) -> None:
    async def leave() -> None:
        await all_met(store, commits, [command("c-1", part("episode-1", 0))])

    asyncio.run(leave())  # cancels what is left, and ends
    store.free.set()

    assert accepted(commits.append(command("c-2", part("episode-2", 0)))).position == 2


def started(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def wait_until(condition: Callable[[], bool]) -> None:
    patience = threading.Event()
    for _ in range(30_000):
        if condition():
            return
        patience.wait(0.001)
    raise AssertionError("it did not come about")
