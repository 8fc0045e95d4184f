"""Identities on either database, by a clock that stands still."""

from collections.abc import Iterator

import pytest

from adapters.identity.identity import Identity
from adapters.identity.passwords import hash_password
from adapters.sql.storage import Storage
from events.instants import parse

PASSWORD = "a few words together"
HASHED = hash_password(PASSWORD)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = parse("2026-02-20T08:00:00-08:00").us

    def __call__(self) -> int:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The clock that every time comes from."""
    return Clock()


@pytest.fixture
def identity(storage: Storage, clock: Clock) -> Iterator[Identity]:
    """The identities of a site where Cole has an account."""
    identity = Identity(storage, clock)
    identity.accounts.add("cole", "s-cole", HASHED, must_change=False)
    yield identity
    identity.close()
