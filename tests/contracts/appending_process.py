"""A writer of many appends, in a thread of the test or in a process that the test may kill.

    python -m tests.contracts.appending_process OPENER LOCATION APPENDS WRITER...

Each writer is a thread. A line `try ID` goes out before each append, `done ID POSITION` after it.
"""

import os
import sys
import threading
import time
from collections.abc import Callable

from engine.group_commit import GroupCommit
from events.envelope import Append
from events.store import Appended, Conflict
from tests.contracts.event_store_case import command, opener, part

SHARED = "group-shared"
EVENTS = 2  # that each append adds to the stream of its writer


def write(commits: GroupCommit, writer: str, appends: int, say: Callable[[str], object]) -> None:
    """Appends to the writer's own stream, and each tenth time to the one shared by all, until accepted."""
    shared = 0
    for number in range(appends):
        say(f"try {writer}.{number}")
        verdict = commits.append(numbered(writer, number, shared))
        while isinstance(verdict, Conflict):
            shared = verdict.actual
            verdict = commits.append(numbered(writer, number, shared))
        assert isinstance(verdict, Appended)
        say(f"done {writer}.{number} {verdict.receipt.position}")


def numbered(writer: str, number: int, shared: int) -> Append:
    """The append of that number, where the shared stream stands at `shared`."""
    parts = [part(f"episode-{writer}", EVENTS * number, EVENTS)]
    if number % 10 == 0:
        parts.append(part(SHARED, shared))
    return command(f"{writer}.{number}", *parts)


def main(open_with: str, location: str, appends: str, *writers: str) -> None:
    store = opener(open_with)(location, "site-1", lambda: time.time_ns() // 1_000)
    commits = GroupCommit(store)
    threads = [threading.Thread(target=write, args=(commits, writer, int(appends), say)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    commits.close()
    store.close()


def say(line: str) -> None:
    os.write(sys.stdout.fileno(), f"{line}\n".encode())  # one call a line: lines of threads do not mix


if __name__ == "__main__":
    main(*sys.argv[1:])
