"""A row a one-time link, with the answers that were entered, sealed."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    delete,
    select,
    update,
)

from adapters.clinic import Clinic
from adapters.sql.database import Database
from engine.keys import associated_data
from workflows.instruments.form import Range

METADATA: Final = MetaData()

links = Table(
    "one_time_links",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("token", LargeBinary, nullable=False),  # SHA-256 of the token
    Column("code", LargeBinary, nullable=False),  # digest of the code under the site's key: it is short
    Column("sitting", LargeBinary),  # SHA-256 of what the tablet holds, once the link was opened
    Column("episode", Text, nullable=False),
    Column("client", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("form_version", Integer, nullable=False),
    Column("occasion", Text, nullable=False),
    Column("target", Text),
    Column("response_range", Text),
    Column("issued_by", Text, nullable=False),
    Column("issued_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("answers", LargeBinary),  # sealed; gone once recorded or taken over
    Column("finished_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("ending", Text),  # recorded, revoked, taken_over
    UniqueConstraint("site", "token", name="one_time_links_by_token"),
    UniqueConstraint("site", "sitting", name="one_time_links_by_sitting"),
    Index("one_time_links_by_code", "site", "code"),
    Index("one_time_links_by_episode", "site", "episode"),
)
"""Times are UTC microseconds."""

tries = Table(
    "one_time_tries",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("address", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Index("one_time_tries_by_address", "site", "address", "at"),
)
"""Codes that were tried and are not known."""


class Rows:
    """The links of a site, shared by the staff's side and the client's. Raises `StoreUnavailable`, `StoreDamaged`."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self._database = Database(clinic.storage, "one_time", METADATA)

    @property
    def clock(self) -> Callable[[], int]:
        """The site's clock."""
        return self.clinic.clock

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that holds the write lock from its beginning: what it reads stays so until it ends."""
        with self._database.writing() as connection:
            yield connection

    def here(self, table: Table) -> ColumnElement[bool]:
        """That a row is of this site."""
        return self._database.here(table)

    @property
    def site(self) -> str:
        """The site that every row names."""
        return self._database.site

    def find(self, which: ColumnElement[bool]) -> Any:
        """The first row that fits; None where none does."""
        with self._database.transaction() as connection:
            return connection.execute(select(links).where(self.here(links), which)).first()

    def all(self, which: ColumnElement[bool]) -> Sequence[Any]:
        """Every row that fits and whose client is not erased, the latest first."""
        query = select(links).where(self.here(links), which).order_by(links.c.issued_at.desc(), links.c.id)
        with self._database.transaction() as connection:
            rows = connection.execute(query).all()
        return [row for row in rows if self.clinic.keys.has(row.client)]

    def change(self, link: str, **values: Any) -> None:
        """Sets columns of a link."""
        with self.writing() as connection:
            connection.execute(update(links).where(self.here(links), links.c.id == link).values(**values))

    def forget_client(self, client: str) -> None:
        """Removes every link of a client: what goes with erasing their key."""
        with self.writing() as connection:
            connection.execute(delete(links).where(self.here(links), links.c.client == client))

    def seal(self, row: Any, answers: dict[str, int | None]) -> bytes:
        """Answers as they are kept. Raises `KeyErased`."""
        return self.clinic.keys.seal(row.client, json.dumps(answers).encode(), self._bound_to(row))

    def answers(self, row: Any) -> dict[str, int | None]:
        """The answers entered so far, by item. Raises `KeyErased`."""
        if row.answers is None:
            return {}
        found: dict[str, int | None] = json.loads(self.clinic.keys.open(row.client, row.answers, self._bound_to(row)))
        return found

    def close(self) -> None:
        """Lets go of the connections."""
        self._database.close()

    def _bound_to(self, row: Any) -> bytes:
        return associated_data("one-time", self.site, row.id, row.episode, row.form)


def hashed(secret: str) -> bytes:
    """A random secret as it is kept."""
    return hashlib.sha256(secret.encode()).digest()


def range_of(row: Any) -> Range | None:
    """The response range that the link declares; None for the form's own."""
    return None if row.response_range is None else tuple(json.loads(row.response_range))
