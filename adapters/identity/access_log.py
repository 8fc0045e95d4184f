"""The access log: who read what about whom, why they might, and in which request. Only ever added to."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from sqlalchemy import (
    DDL,
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    Table,
    Text,
    event,
    insert,
    select,
)
from uuid_utils import uuid7

from adapters.sql.database import Database
from adapters.sql.storage import Storage

METADATA: Final = MetaData()
_readings = Table(
    "readings",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("staff", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("purpose", Text, nullable=False),
    Column("basis", Text, nullable=False),
    Column("count", Integer, nullable=False),
    Column("request", Text, nullable=False),
)
_clients = Table(
    "clients_read",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("client", Text, primary_key=True),
    Column("reading", Text, primary_key=True),
    ForeignKeyConstraint(["site", "reading"], ["readings.site", "readings.id"], name="clients_of_a_reading"),
    sqlite_with_rowid=False,
)
for _table in (_readings, _clients):
    for _change in ("UPDATE", "DELETE"):
        event.listen(
            _table,
            "after_create",
            DDL(  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it so
                f"CREATE TRIGGER {_table.name}_no_{_change.lower()} BEFORE {_change} ON {_table.name} "
                "BEGIN SELECT RAISE(ABORT, 'the access log is only added to'); END"
            ),
        )


class Reading(NamedTuple):
    """Somebody read something. `what` names the page, `clients` are ids, `request` is the request's id."""

    staff: str
    what: str
    purpose: str
    basis: str
    clients: Sequence[str]
    request: str


class Read(NamedTuple):
    """A reading of one client's record, as the log keeps it; so many `clients` were on the same page."""

    at: int
    staff: str
    what: str
    purpose: str
    basis: str
    clients: int
    request: str


class AccessLog:
    """The readings of a site, on either database. `clock` gives UTC microseconds."""

    def __init__(self, storage: Storage, clock: Callable[[], int]) -> None:
        self._database = Database(storage, "access", METADATA)
        self._clock = clock

    def note(self, reading: Reading) -> None:
        """Keeps a reading; durable against a crash of the process when it returns."""
        values = reading._asdict()
        clients = list(dict.fromkeys(values.pop("clients")))
        key = {"site": self._database.site, "id": str(uuid7())}
        with self._database.transaction() as connection:
            connection.execute(insert(_readings).values(**key, at=self._clock(), count=len(clients), **values))
            if clients:
                read = [{"site": key["site"], "client": one, "reading": key["id"]} for one in clients]
                connection.execute(insert(_clients), read)

    def of_client(self, client: str) -> Iterator[Read]:
        """Every reading of a client's record, the latest first."""
        query = (
            select(*[_readings.c["count" if name == "clients" else name] for name in Read._fields])
            .join(_clients, (_clients.c.site == _readings.c.site) & (_clients.c.reading == _readings.c.id))
            .where(self._database.here(_clients), _clients.c.client == client)
            .order_by(_readings.c.at.desc(), _readings.c.id.desc())
        )
        with self._database.transaction() as connection:
            yield from (Read._make(row) for row in connection.execute(query))

    def close(self) -> None:
        """Lets go of the connections."""
        self._database.close()
