"""A reader that follows a log while others write it.

    python -m tests.postgres.tailing_process URL EVENTS

Reads so many events, each page from where the last ended, and prints the SHA-256 of what it saw, in its order.
"""

import sys

from adapters.sql.postgres_store import PostgresStore
from tests.contracts.event_store_writers import follow
from tests.postgres.logs import digest


def main(url: str, events: str) -> None:
    store = PostgresStore(url, "site-1", lambda: 0)
    sys.stdout.write(digest(follow(store, int(events))))
    store.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
