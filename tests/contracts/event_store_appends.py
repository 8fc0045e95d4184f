"""What an append does, and what it refuses."""

from collections.abc import Callable

import pytest

from events.envelope import Head, NewEvent, StreamAppend
from events.store import Appended, Conflict, Duplicate, EventStore
from tests.contracts.event_store_case import (
    NOON,
    EventStoreCase,
    SetClock,
    accepted,
    append,
    command,
    part,
    positions,
    seen,
)

HOUR = 3_600_000_000


class Appends(EventStoreCase):
    def test_an_empty_log_has_reached_nothing(self, store: EventStore) -> None:
        assert store.head() == Head(0, 0)
        assert list(store.read_log()) == []

    def test_positions_count_from_one_without_a_hole_in_the_order_of_commits(self, store: EventStore) -> None:
        append(store, "c-1", part("episode-a", 0, events=2))
        append(store, "c-2", part("episode-b", 0))
        append(store, "c-3", part("episode-a", 2))

        log = [(record.position, record.stream, record.version) for record in store.read_log()]

        assert log == [
            (1, "episode-a", 1),
            (2, "episode-a", 2),
            (3, "episode-b", 1),
            (4, "episode-a", 3),
        ]
        assert store.head().position == 4

    def test_a_receipt_says_where_the_events_lie_and_how_far_the_stream_reaches(
        self, store: EventStore, clock: SetClock
    ) -> None:
        append(store, "c-1", part("episode-a", 0, events=2))

        receipt = append(store, "c-2", part("episode-a", 2, events=3))

        assert receipt.position == 5
        assert receipt.events == 3
        assert receipt.recorded_at == clock.now
        assert receipt.versions == {"episode-a": 5}

    def test_an_append_to_several_streams_is_accepted_whole(self, store: EventStore) -> None:
        append(store, "c-1", part("episode-b", 0))

        receipt = append(store, "c-2", part("group-1", 0), part("episode-a", 0, events=2), part("episode-b", 1))

        assert receipt.versions == {"group-1": 1, "episode-a": 2, "episode-b": 2}
        assert [record.stream for record in store.read_log(after=1)] == [
            "group-1",
            "episode-a",
            "episode-a",
            "episode-b",
        ]

    def test_an_append_to_several_streams_is_refused_whole(self, store: EventStore) -> None:
        append(store, "c-1", part("episode-b", 0))

        verdict = store.append([command("c-2", part("episode-a", 0), part("episode-b", 0), part("group-1", 0))])

        assert verdict == [Conflict("episode-b", expected=0, actual=1)]
        assert positions(store) == [1]
        assert store.find_command("c-2") is None

    def test_a_stream_that_was_only_read_has_to_stand_where_it_was_read(self, store: EventStore) -> None:
        append(store, "c-1", part("site", 0))

        receipt = append(store, "c-2", part("episode-a", 0), seen("site", 1), seen("client-a", 0))

        assert receipt.versions == {"episode-a": 1}
        append(store, "c-3", part("site", 1))
        assert store.append([command("c-4", part("episode-a", 1), seen("site", 1))]) == [Conflict("site", 1, actual=2)]
        assert positions(store) == [1, 2, 3]
        assert store.find_command("c-2") == Duplicate(receipt, b"digest")

    def test_appends_of_a_batch_may_have_read_the_same_stream(self, store: EventStore) -> None:
        append(store, "c-0", part("site", 0))

        first, conflict, last = store.append(
            [
                command("c-1", part("episode-a", 0), seen("site", 1)),
                command("c-2", part("episode-b", 0), seen("site", 0)),
                command("c-3", part("episode-c", 0), seen("site", 1)),
            ]
        )

        assert (accepted(first).position, accepted(last).position) == (2, 3)
        assert conflict == Conflict("site", expected=0, actual=1)

    @pytest.mark.parametrize("expected", [0, 1, 3])
    def test_a_conflict_names_the_stream_what_was_expected_and_where_it_stands(
        self, store: EventStore, expected: int
    ) -> None:
        append(store, "c-1", part("episode-a", 0, events=2))

        verdict = store.append([command("c-2", part("episode-a", expected))])

        assert verdict == [Conflict("episode-a", expected, actual=2)]

    def test_a_stream_that_does_not_exist_stands_at_zero(self, store: EventStore) -> None:
        verdict = store.append([command("c-1", part("episode-a", 4))])

        assert verdict == [Conflict("episode-a", expected=4, actual=0)]

    def test_a_refused_append_harms_no_neighbour_in_its_batch_and_takes_no_position(self, store: EventStore) -> None:
        append(store, "c-0", part("episode-a", 0))

        first, conflict, duplicate, last = store.append(
            [
                command("c-1", part("episode-b", 0)),
                command("c-2", part("episode-a", 7, events=5)),
                command("c-0", part("episode-c", 0)),
                command("c-4", part("episode-d", 0, events=2)),
            ]
        )

        assert accepted(first).position == 2
        assert conflict == Conflict("episode-a", expected=7, actual=1)
        assert isinstance(duplicate, Duplicate)
        assert accepted(last).position == 4
        assert positions(store) == [1, 2, 3, 4]

    def test_an_exact_retry_gets_the_first_receipt_and_changes_nothing(
        self, store: EventStore, clock: SetClock
    ) -> None:
        first = append(store, "c-1", part("episode-a", 0, events=2), part("episode-b", 0))
        clock.now += HOUR

        again = store.append([command("c-1", part("episode-a", 0, events=2), part("episode-b", 0))])

        assert again == [Duplicate(first, b"digest")]
        assert store.head() == Head(3, NOON)

    def test_a_retry_is_known_even_where_its_stream_has_moved_on(self, store: EventStore) -> None:
        first = append(store, "c-1", part("episode-a", 0))
        append(store, "c-2", part("episode-a", 1))

        assert store.append([command("c-1", part("episode-a", 0))]) == [Duplicate(first, b"digest")]

    def test_a_changed_retry_is_told_by_the_digest_of_the_first_use(self, store: EventStore) -> None:
        first = append(store, "c-1", part("episode-a", 0))

        changed = store.append([command("c-1", part("episode-b", 0), digest=b"another")])

        assert changed == [Duplicate(first, b"digest")]
        assert list(store.read_stream("episode-b")) == []

    def test_a_command_is_found_by_its_id(self, store: EventStore) -> None:
        receipt = append(store, "c-1", part("episode-a", 0), part("episode-b", 0))

        assert store.find_command("c-1") == Duplicate(receipt, b"digest")
        assert store.find_command("c-2") is None

    def test_both_clocks_are_kept(self, store: EventStore, clock: SetClock) -> None:
        yesterday = NOON - 24 * HOUR
        happened = NewEvent("event-1", "SomethingHappened", 3, yesterday, -480, b"{}", None)

        store.append([command("c-1", StreamAppend("episode-a", 0, (happened,)))])

        (record,) = store.read_log()
        assert (record.occurred_at, record.occurred_offset, record.schema_version) == (yesterday, -480, 3)
        assert record.recorded_at == clock.now

    def test_an_event_keeps_who_recorded_it_and_what_caused_it(self, store: EventStore) -> None:
        store.append([command("c-1", part("episode-a", 0))._replace(causation_id="c-0")])

        (record,) = store.read_log()
        assert (record.event_id, record.type) == ("episode-a-1", "SomethingHappened")
        assert (record.actor, record.command_id) == ("staff-1", "c-1")
        assert (record.correlation_id, record.causation_id) == ("correlation-1", "c-0")

    def test_recorded_at_does_not_go_back_when_the_clock_does(self, store: EventStore, clock: SetClock) -> None:
        append(store, "c-1", part("episode-a", 0))
        clock.now -= HOUR

        receipt = append(store, "c-2", part("episode-a", 1))

        assert receipt.recorded_at == NOON
        assert store.head() == Head(2, NOON)

    def test_an_append_may_bring_its_own_recorded_at(self, store: EventStore) -> None:
        receipts = [
            accepted(verdict)
            for verdict in store.append(
                [
                    command("c-1", part("episode-a", 0), recorded_at=NOON - 5 * HOUR),
                    command("c-2", part("episode-b", 0), recorded_at=NOON - 3 * HOUR),
                ]
            )
        ]

        assert [receipt.recorded_at for receipt in receipts] == [NOON - 5 * HOUR, NOON - 3 * HOUR]
        assert [record.recorded_at for record in store.read_log()] == [NOON - 5 * HOUR, NOON - 3 * HOUR]

    def test_recorded_at_does_not_go_back_where_an_append_brings_an_earlier_one(self, store: EventStore) -> None:
        append(store, "c-1", part("episode-a", 0))

        verdict = store.append([command("c-2", part("episode-a", 1), recorded_at=NOON - HOUR)])

        assert accepted(verdict[0]).recorded_at == NOON

    @pytest.mark.parametrize(
        "content",
        [b"", b'{"a": 1,\n "a":  2}', bytes(range(256)), b"\x00", b"\xff\xfe not text", bytes(1_000_003)],
        ids=["empty", "odd JSON", "every byte", "zero", "not UTF-8", "a megabyte"],
    )
    def test_bytes_are_kept_as_they_came(self, store: EventStore, content: bytes) -> None:
        event = NewEvent("event-1", "SomethingHappened", 1, NOON, 0, content, content)

        store.append([command("c-1", StreamAppend("episode-a", 0, (event,)))])

        (record,) = store.read_log()
        assert record.data == content
        assert record.sealed == content

    def test_nothing_sealed_differs_from_an_empty_seal(self, store: EventStore) -> None:
        parts = tuple(NewEvent(f"e-{n}", "SomethingHappened", 1, NOON, 0, b"{}", s) for n, s in enumerate([None, b""]))

        store.append([command("c-1", StreamAppend("episode-a", 0, parts))])

        assert [record.sealed for record in store.read_log()] == [None, b""]

    def test_two_logs_in_one_database_do_not_see_each_other(
        self, store: EventStore, open_log: Callable[..., EventStore]
    ) -> None:
        other = open_log("site-2")
        append(store, "c-1", part("episode-a", 0, events=3))

        receipt = append(other, "c-1", part("episode-a", 0))

        assert receipt.position == 1
        assert other.log == "site-2"
        assert [record.event_id for record in other.read_log()] == ["episode-a-1"]
        assert len(list(other.read_stream("episode-a"))) == 1
        assert store.head().position == 3
        assert other.find_command("c-1") == Duplicate(receipt, b"digest")
        assert not other.wait(1, timeout=0)

    def test_five_hundred_appends_in_one_batch_each_get_their_verdict(self, store: EventStore) -> None:
        verdicts = store.append([command(f"c-{n}", part(f"episode-{n}", 0)) for n in range(500)])

        assert [accepted(verdict).position for verdict in verdicts] == list(range(1, 501))

    def test_an_empty_batch_changes_nothing(self, store: EventStore) -> None:
        assert store.append([]) == []
        assert store.head().position == 0

    def test_what_is_appended_is_seen_by_every_handle_at_once(
        self, store: EventStore, open_log: Callable[..., EventStore]
    ) -> None:
        other = open_log()

        for version in range(3):
            verdict = store.append([command(f"c-{version}", part("episode-a", version))])
            assert isinstance(verdict[0], Appended)
            assert len(list(other.read_stream("episode-a"))) == version + 1
