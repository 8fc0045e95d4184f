"""Leases: of all the processes that could run a reader, one does, and another goes on soon after it died.

A lease runs out unless it is renewed. Its epoch grows with each holder and is compared inside every transaction that
a runner writes: one that slept past its lease can write nothing, whatever it believes.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, NamedTuple, Protocol

from events.store import StoreError

SECONDS: Final = 6.0
"""How long a lease lasts unless it is renewed."""
HEARTBEAT: Final = 2.0
"""How often it is renewed, in seconds. A holder's death is noticed within a lease and the pulse of whoever looks."""


class Lease(NamedTuple):
    """The right to run one reader of one site, for now. `epoch` is the fencing token."""

    reader: str
    holder: str
    epoch: int


class LeaseLost(Exception):
    """The lease ran out or has gone to another runner: nothing was written, and nothing more may be."""

    def __init__(self, reader: str) -> None:
        super().__init__(f"the lease of {reader} is not held any more")


class Leases(Protocol):
    """The leases of one site, by the clock of the database. Every method may raise `events.store.StoreError`."""

    def acquire(self, reader: str, holder: str) -> Lease | None:
        """The lease of a reader, if nobody holds it; `holder` says who asks, for people to read."""

    def renew(self, lease: Lease) -> bool:
        """Makes a lease last from now on again; False if it has run out or gone to another."""

    def release(self, lease: Lease) -> None:
        """Gives a lease back, so that another may have it at once. Nothing happens if it is no longer held."""

    def held(self, reader: str) -> bool:
        """Whether somebody holds the lease of a reader."""


@contextmanager
def holding(leases: Leases, reader: str, holder: str, heartbeat: float = HEARTBEAT) -> Iterator[Lease | None]:
    """The lease of a reader, renewed by a thread of its own while the block runs; None where another has it."""
    lease = leases.acquire(reader, holder)
    if lease is None:
        yield None
        return
    done = threading.Event()

    def beat() -> None:
        while not done.wait(heartbeat):
            try:
                if not leases.renew(lease):
                    return  # every write says so too
            except StoreError:
                continue  # the lease may outlast it; if not, every write says so

    heart = threading.Thread(target=beat, name=f"lease of {reader}", daemon=True)
    heart.start()
    try:
        yield lease
    finally:
        done.set()
        heart.join()
        leases.release(lease)
