"""The access log: who read what about whom, why they might, and in which request. Only ever added to."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import DDL, BigInteger, Column, ForeignKey, Integer, MetaData, Table, Text, event, insert, select

from adapters.identity.database import Database

_METADATA: Final = MetaData()
_readings = Table(
    "readings",
    _METADATA,
    Column("id", Integer, primary_key=True),
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
    _METADATA,
    Column("client", Text, primary_key=True),
    Column("reading", Integer, ForeignKey("readings.id"), primary_key=True),
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
    """The readings of a site, in `access.db`. `clock` gives UTC microseconds."""

    def __init__(self, folder: Path, clock: Callable[[], int]) -> None:
        self._database = Database(folder / "access.db", _METADATA)
        self._clock = clock

    def note(self, reading: Reading) -> None:
        """Keeps a reading; durable against a crash of the process when it returns."""
        values = reading._asdict()
        clients = list(dict.fromkeys(values.pop("clients")))
        with self._database.transaction() as connection:
            made = connection.execute(insert(_readings).values(at=self._clock(), count=len(clients), **values))
            number = made.lastrowid
            if clients:
                connection.execute(insert(_clients), [{"client": one, "reading": number} for one in clients])

    def of_client(self, client: str) -> Iterator[Read]:
        """Every reading of a client's record, the latest first."""
        query = (
            select(*[column for column in _readings.c if column.name != "id"])
            .join(_clients, _clients.c.reading == _readings.c.id)
            .where(_clients.c.client == client)
            .order_by(_readings.c.id.desc())
        )
        with self._database.transaction() as connection:
            yield from (Read(*row) for row in connection.execute(query))

    def close(self) -> None:
        """Lets go of the file."""
        self._database.close()
