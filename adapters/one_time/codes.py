"""Short codes that a person reads from one screen and types into another, and how often one may guess."""

import secrets
from typing import Any, Final

from sqlalchemy import Connection, delete, func, insert, select
from uuid_utils import uuid7

from adapters.one_time.refusing import TooManyCodes
from adapters.one_time.rows import Rows, links, tries
from engine.keys import SITE
from events.instants import MINUTE

_LETTERS: Final = "23456789BCDFGHJKMNPQRTVWXZ"
"""No vowels (no words come up) and nothing that looks like something else."""
_LENGTH: Final = 6
WINDOW: Final = 15 * MINUTE
PER_ADDRESS: Final = 10
IN_ALL: Final = 100
"""In two hours, 800 guesses at 300 million codes."""


def new_code() -> str:
    """A code such as `KTR-4MV`."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return f"{letters[:3]}-{letters[3:]}"


def digest(rows: Rows, code: str) -> bytes:
    """A code as it is kept, however it was typed: small letters, spaces and hyphens do not matter."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    return rows.clinic.keys.digest(SITE, f"one-time-code {letters}".encode())


def find(rows: Rows, code: str, address: str) -> Any:
    """The latest link with this code; None where there is none, which counts as a guess. Raises `TooManyCodes`."""
    now = rows.clock()
    with rows.writing() as connection:
        connection.execute(delete(tries).where(rows.here(tries), tries.c.at <= now - WINDOW))
        if _count(rows, connection) >= IN_ALL or _count(rows, connection, address) >= PER_ADDRESS:
            raise TooManyCodes(WINDOW // MINUTE)
        same = (
            select(links).where(rows.here(links), links.c.code == digest(rows, code)).order_by(links.c.issued_at.desc())
        )
        row = connection.execute(same).first()
        if row is None:
            connection.execute(insert(tries).values(site=rows.site, id=str(uuid7()), address=address, at=now))
    return row


def _count(rows: Rows, connection: Connection, address: str | None = None) -> int:
    query = select(func.count()).select_from(tries).where(rows.here(tries))
    return int(connection.scalar(query if address is None else query.where(tries.c.address == address)) or 0)
