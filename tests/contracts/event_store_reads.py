"""What can be read from a log, and how news of it travels."""

import threading
import time
from collections.abc import Callable, Iterable

import pytest

from events.envelope import Recorded
from events.store import EventStore
from tests.contracts.event_store_case import EventStoreCase, append, part

MANY = 1_203  # more than any page


class Reads(EventStoreCase):
    def test_a_stream_is_read_forward_and_backward(self, store: EventStore) -> None:
        mixed_log(store)

        assert versions(store.read_stream("episode-a")) == [1, 2, 3]
        assert versions(store.read_stream("episode-a", backward=True)) == [3, 2, 1]
        assert versions(store.read_stream("episode-z")) == []

    def test_a_stream_is_read_after_a_version_and_up_to_a_limit(self, store: EventStore) -> None:
        append(store, "c-1", part("episode-a", 0, events=5))

        assert versions(store.read_stream("episode-a", after=2)) == [3, 4, 5]
        assert versions(store.read_stream("episode-a", after=1, limit=2)) == [2, 3]
        assert versions(store.read_stream("episode-a", after=1, limit=2, backward=True)) == [5, 4]
        assert versions(store.read_stream("episode-a", limit=0)) == []
        assert versions(store.read_stream("episode-a", after=5)) == []

    def test_the_news_of_several_streams_comes_at_once_each_in_its_order(self, store: EventStore) -> None:
        append(store, "c-1", part("episode-a", 0, events=3))
        append(store, "c-2", part("episode-b", 0, events=2))
        append(store, "c-3", part("episode-a", 3, events=2))

        news = store.news({"episode-b": 1, "episode-a": 2, "episode-z": 0})

        assert [(record.stream, record.version) for record in sorted(news, key=lambda one: one.stream)] == [
            ("episode-a", 3),
            ("episode-a", 4),
            ("episode-a", 5),
            ("episode-b", 2),
        ]
        assert store.news({"episode-a": 5}) == store.news({}) == []

    def test_the_news_of_more_streams_than_fit_in_a_statement_comes_whole(self, store: EventStore) -> None:
        for number in range(250):
            append(store, f"c-{number}", part(f"episode-{number}", 0))

        assert len(store.news({f"episode-{number}": 0 for number in range(250)})) == 250

    def test_a_log_is_whole_from_its_beginning_and_as_it_grows(self, store: EventStore) -> None:
        store.check_whole()
        mixed_log(store)

        store.check_whole()

    def test_the_log_is_read_forward_and_backward(self, store: EventStore) -> None:
        mixed_log(store)

        assert places(store.read_log()) == [1, 2, 3, 4, 5, 6]
        assert places(store.read_log(backward=True)) == [6, 5, 4, 3, 2, 1]

    def test_the_log_is_read_between_positions_and_up_to_a_limit(self, store: EventStore) -> None:
        append(store, "c-1", part("episode-a", 0, events=6))

        assert places(store.read_log(after=2, until=5)) == [3, 4, 5]
        assert places(store.read_log(after=2, until=5, backward=True)) == [5, 4, 3]
        assert places(store.read_log(after=1, limit=3)) == [2, 3, 4]
        assert places(store.read_log(until=4, limit=3, backward=True)) == [4, 3, 2]
        assert places(store.read_log(after=6)) == []
        assert places(store.read_log(until=0)) == []

    @pytest.mark.parametrize(
        ("types", "categories", "expected"),
        [
            (["Opened"], [], [1, 3, 6]),
            (["Opened", "Closed"], [], [1, 3, 5, 6]),
            (["Unheard"], [], []),
            ([], ["episode"], [1, 2, 5]),
            ([], ["episode", "client"], [1, 2, 3, 4, 5]),
            ([], ["epi"], []),
            ([], ["episodes"], [6]),
            (["Opened"], ["episode"], [1]),
        ],
    )
    def test_the_log_is_read_by_type_and_by_category_of_stream(
        self, store: EventStore, types: list[str], categories: list[str], expected: list[int]
    ) -> None:
        mixed_log(store)

        assert places(store.read_log(types=types, categories=categories)) == expected
        assert places(store.read_log(types=types, categories=categories, backward=True)) == expected[::-1]

    def test_filters_and_bounds_combine(self, store: EventStore) -> None:
        mixed_log(store)

        assert places(store.read_log(after=1, until=5, types=["Opened", "Closed"], limit=1)) == [3]

    @pytest.mark.parametrize("backward", [False, True])
    def test_a_log_of_many_pages_is_read_whole_and_in_order(self, store: EventStore, backward: bool) -> None:
        append(store, "c-1", part("episode-a", 0, events=MANY))
        expected = list(range(1, MANY + 1))[:: -1 if backward else 1]

        assert places(store.read_log(backward=backward)) == expected
        assert versions(store.read_stream("episode-a", backward=backward)) == expected
        assert places(store.read_log(backward=backward, limit=1_000)) == expected[:1_000]
        assert versions(store.read_stream("episode-a", backward=backward, limit=1_000)) == expected[:1_000]

    def test_a_reader_that_pauses_holds_nobody_up_and_then_sees_the_news(self, store: EventStore) -> None:
        append(store, "c-1", part("episode-a", 0, events=MANY))
        reader = store.read_log()
        begun = [next(reader).position for _ in range(10)]

        append(store, "c-2", part("episode-a", MANY))

        assert begun + places(reader) == list(range(1, MANY + 2))

    def test_a_reader_begun_in_one_thread_goes_on_in_another(self, store: EventStore) -> None:
        append(store, "c-1", part("episode-a", 0, events=MANY))
        reader = store.read_log()
        seen = [next(reader).position]

        thread = threading.Thread(target=lambda: seen.extend(places(reader)))
        thread.start()
        thread.join()

        assert seen == list(range(1, MANY + 1))

    def test_waiting_for_what_is_there_ends_at_once(self, store: EventStore) -> None:
        append(store, "c-1", part("episode-a", 0, events=2))

        assert store.wait(0, timeout=0)
        assert store.wait(1, timeout=60)
        assert not store.wait(2, timeout=0)

    def test_waiting_for_what_does_not_come_ends_with_the_time(self, store: EventStore) -> None:
        begun = time.monotonic()

        assert not store.wait(0, timeout=0.05)
        assert time.monotonic() - begun >= 0.05

    def test_a_reader_that_waits_is_woken_by_an_append(self, store: EventStore) -> None:
        assert woken(store, by=lambda: append(store, "c-1", part("episode-a", 0)))

    def test_a_reader_that_waits_is_woken_by_an_append_through_another_handle(
        self, store: EventStore, open_log: Callable[..., EventStore]
    ) -> None:
        other = open_log()

        assert woken(store, by=lambda: append(other, "c-1", part("episode-a", 0)))


def woken(store: EventStore, by: Callable[[], object]) -> bool:
    """Whether a thread that waits for the first event learns of it, long before its patience ends."""
    answers: list[bool] = []
    reader = threading.Thread(target=lambda: answers.append(store.wait(0, timeout=60)))
    reader.start()
    by()
    reader.join(timeout=30)
    return answers == [True]


def mixed_log(store: EventStore) -> None:
    """Six events of three types, in streams of three categories."""
    append(store, "c-1", part("episode-a", 0, type_="Opened"))
    append(store, "c-2", part("episode-a", 1, type_="Changed"))
    append(store, "c-3", part("client-a", 0, type_="Opened"))
    append(store, "c-4", part("client-a", 1, type_="Changed"))
    append(store, "c-5", part("episode-a", 2, type_="Closed"))
    append(store, "c-6", part("episodes-b", 0, type_="Opened"))


def versions(records: Iterable[Recorded]) -> list[int]:
    return [record.version for record in records]


def places(records: Iterable[Recorded]) -> list[int]:
    return [record.position for record in records]
