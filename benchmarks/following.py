"""A reader in a process of its own: `python -m benchmarks.following URL AFTER UNTIL` prints how late it saw events.

The first second is left out: the process was still starting.
"""

import sys
from statistics import quantiles

from adapters.sql.postgres_store import PostgresStore
from benchmarks.append import LOG, now


def main(url: str, after: str, until: str) -> None:
    store = PostgresStore(url, LOG, now)
    position = int(after)
    delays = list[float]()
    begin = now() + 1_000_000
    while position < int(until):
        store.wait(position, timeout=1)
        for record in store.read_log(after=position):
            position = record.position
            if record.recorded_at > begin:
                delays.append((now() - record.recorded_at) / 1_000)
    store.close()
    percent = quantiles(delays, n=100)
    print(f"{percent[49]:.1f} ms (median), {percent[98]:.1f} ms (99 of 100)")


if __name__ == "__main__":
    main(*sys.argv[1:])
