"""What is left when the process that appends is killed."""

import subprocess
import sys
from collections import Counter

import pytest

from events.store import Appended, Conflict, Duplicate, EventStore
from tests.contracts.appending_process import EVENTS, SHARED, numbered
from tests.contracts.event_store_case import EventStoreCase, append, part

WRITERS = ["w0", "w1", "w2", "w3"]


class Crash(EventStoreCase):
    @pytest.mark.parametrize("acknowledged", [1, 40, 400])
    def test_after_kill_9_amid_appends_the_log_is_whole_and_holds_all_that_was_acknowledged(
        self, store: EventStore, location: str, acknowledged: int
    ) -> None:
        tried, done = killed_amid_appends(self.opener, location, acknowledged)

        records = list(store.read_log())
        assert len(done) >= acknowledged
        assert [record.position for record in records] == list(range(1, len(records) + 1))
        for stream in {record.stream for record in records}:
            read = [record.version for record in store.read_stream(stream)]
            assert read == list(range(1, len(read) + 1))
        for command_id, position in done.items():
            found = store.find_command(command_id)
            assert found is not None
            assert found.receipt.position == position
        whole = Counter(record.command_id for record in records)
        assert whole.keys() <= tried
        for command_id, events in whole.items():
            found = store.find_command(command_id)
            assert found is not None
            assert found.receipt.events == events

    def test_after_kill_9_every_command_can_be_sent_again_and_counts_once(
        self, store: EventStore, location: str
    ) -> None:
        tried, done = killed_amid_appends(self.opener, location, acknowledged=100)

        for command_id in tried:
            again = resend(store, command_id)
            assert isinstance(again, Duplicate) or command_id not in done
            assert isinstance(resend(store, command_id), Duplicate)

        counted = Counter(r.command_id for r in store.read_log() if r.stream != SHARED)
        assert counted == dict.fromkeys(tried, EVENTS)

    def test_after_kill_9_the_log_takes_more(self, store: EventStore, location: str) -> None:
        killed_amid_appends(self.opener, location, acknowledged=20)

        position = append(store, "c-1", part("episode-new", 0)).position

        # A server may still commit what the killed process had asked of it: before, or after.
        log = list(store.read_log())
        assert [record.position for record in log] == list(range(1, len(log) + 1))
        assert log[position - 1].command_id == "c-1"


def killed_amid_appends(opener: str, location: str, acknowledged: int) -> tuple[set[str], dict[str, int]]:
    """Kills a process of several writers once so many appends were acknowledged.

    Gives the ids of the commands that were tried, and the positions of those that were acknowledged.
    """
    module = "tests.contracts.appending_process"
    with subprocess.Popen(
        [sys.executable, "-m", module, opener, location, "100000", *WRITERS], stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        tried: set[str] = set()
        done: dict[str, int] = {}
        for line in process.stdout:  # goes on to the last line written before the end
            match line.split():
                case ["try", command_id]:
                    tried.add(command_id)
                case ["done", command_id, position]:
                    done[command_id] = int(position)
            if len(done) == acknowledged:
                process.kill()
    return tried, done


def resend(store: EventStore, command_id: str) -> Appended | Duplicate:
    """What a caller does who has lost the answer: the same command again, until it is accepted or known."""
    writer, _, number = command_id.partition(".")
    shared = 0
    while True:
        (verdict,) = store.append([numbered(writer, int(number), shared)])
        if not isinstance(verdict, Conflict):
            return verdict
        assert verdict.stream == SHARED
        shared = verdict.actual
