"""Many writers at once, and a reader that follows them."""

import subprocess
import sys
import threading
import time
from collections.abc import Sequence

from engine.group_commit import GroupCommit
from events.envelope import Recorded
from events.store import EventStore
from tests.contracts.appending_process import EVENTS, SHARED, write
from tests.contracts.event_store_case import EventStoreCase

WRITERS = [f"w{n}" for n in range(8)]
APPENDS = 500


class Writers(EventStoreCase):
    def test_a_reader_that_follows_eight_writers_sees_each_event_once_and_in_order(self, store: EventStore) -> None:
        commits = GroupCommit(store)
        threads = [
            threading.Thread(target=write, args=(commits, writer, APPENDS, lambda _: None)) for writer in WRITERS
        ]

        for thread in threads:
            thread.start()
        seen = follow(store, events=expected_events(WRITERS, APPENDS))
        for thread in threads:
            thread.join()
        commits.close()

        check_seen(seen, WRITERS, APPENDS)
        assert list(store.read_log()) == seen

    def test_a_reader_that_follows_four_processes_sees_each_event_once_and_in_order(
        self, store: EventStore, location: str
    ) -> None:
        writers, appends = WRITERS[:4], 200
        processes = [
            subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "tests.contracts.appending_process",
                    self.opener,
                    location,
                    str(appends),
                    writer,
                ],
                stdout=subprocess.DEVNULL,
            )
            for writer in writers
        ]

        seen = follow(store, events=expected_events(writers, appends))

        assert [process.wait(timeout=60) for process in processes] == [0, 0, 0, 0]
        check_seen(seen, writers, appends)
        assert list(store.read_log()) == seen


def follow(store: EventStore, events: int) -> list[Recorded]:
    """Reads the log as it grows, from where the last page ended, until it has seen so many events."""
    seen: list[Recorded] = []
    deadline = time.monotonic() + 90
    while len(seen) < events and time.monotonic() < deadline:
        store.wait(seen[-1].position if seen else 0, timeout=1)
        seen.extend(store.read_log(after=seen[-1].position if seen else 0))
    return seen


def expected_events(writers: Sequence[str], appends: int) -> int:
    shared = (appends + 9) // 10
    return len(writers) * (EVENTS * appends + shared)


def check_seen(seen: Sequence[Recorded], writers: Sequence[str], appends: int) -> None:
    assert [record.position for record in seen] == list(range(1, expected_events(writers, appends) + 1))
    for stream in {*(f"episode-{writer}" for writer in writers), SHARED}:
        in_stream = [record.version for record in seen if record.stream == stream]
        assert in_stream == list(range(1, len(in_stream) + 1))
    for writer in writers:
        own = [record.command_id for record in seen if record.stream == f"episode-{writer}"]
        assert own == [f"{writer}.{number}" for number in range(appends) for _ in range(EVENTS)]
    times = [record.recorded_at for record in seen]
    assert times == sorted(times)
