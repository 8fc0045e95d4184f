"""Writers that do not give up: what the server does not answer they send again, as it was, until it does.

    python -m tests.postgres.persistent_process URL APPENDS WRITER...

Each writer is a thread. It prints as `tests.contracts.appending_process` does.
"""

import sys
import threading
import time

from adapters.sql.postgres_store import PostgresStore
from engine.group_commit import GroupCommit
from events.envelope import Append
from events.store import Appended, Duplicate, StoreUnavailable, Verdict
from tests.contracts.appending_process import say, write


class Persistent(GroupCommit):
    """Appends until there is an answer."""

    def append(self, append: Append) -> Verdict:
        while True:
            try:
                verdict = super().append(append)
            except StoreUnavailable:
                time.sleep(0.02)
            else:
                return Appended(verdict.receipt) if isinstance(verdict, Duplicate) else verdict


def opened(url: str) -> PostgresStore:
    """Opens the log as soon as the server is there."""
    while True:
        try:
            return PostgresStore(url, "site-1", lambda: time.time_ns() // 1_000)
        except StoreUnavailable:
            time.sleep(0.02)


def main(url: str, appends: str, *writers: str) -> None:
    store = opened(url)
    commits = Persistent(store)
    threads = [threading.Thread(target=write, args=(commits, writer, int(appends), say)) for writer in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    commits.close()
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
