"""Passwords: Argon2id (RFC 9106), and the least that is asked of one.

Hashing takes a tenth of a second and 64 MiB, so only a few run at a time; call it from a worker thread.
"""

import threading
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from engine.refusals import Invalid

LEAST: Final = 12
MOST: Final = 200
_AT_ONCE: Final = threading.Semaphore(2)
_HASHER: Final = PasswordHasher(time_cost=3, memory_cost=65_536, parallelism=4)
"""The second choice of RFC 9106 (section 4), for where memory is shared with other work."""
_NOBODYS: Final = "$argon2id$v=19$m=65536,t=3,p=4$33YO7OsgyotEA0v7cgASnA$o+o5G5TW292qZIFmtUv9CWvaixTJ7MqeNJnjUrytPgE"
"""Of the same costs: checked where there is no such account, so that the time taken does not tell."""


def hash_password(password: str) -> str:
    """The password as it is kept: salt, costs and hash in one text."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether this is the password that was kept; False, after the same time, where none was."""
    with _AT_ONCE:
        try:
            _HASHER.verify(kept or _NOBODYS, password[: MOST + 1])
        except (VerificationError, InvalidHashError):
            return False
    return bool(kept)


def acceptable(password: str, account: str) -> None:
    """Raises `Invalid` for a password that is too short, too long, or the name of its account."""
    if len(password) < LEAST:
        raise Invalid([f"password needs at least {LEAST} characters; a few words together are easy to keep"])
    if len(password) > MOST:
        raise Invalid([f"password may have at most {MOST} characters"])
    if account.casefold() in password.casefold():
        raise Invalid(["password must not hold the name of the account"])
