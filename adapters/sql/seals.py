"""How far a site's log is sealed: as much of its tree as it takes to go on, and the key that signed it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

from sqlalchemy import BigInteger, Column, Connection, LargeBinary, MetaData, Table, Text, select

from adapters.sql.database import Database
from adapters.sql.storage import Storage
from events.merkle import HASH, Tree
from events.store import StoreDamaged

METADATA: Final = MetaData()

seals = Table(
    "seals",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("peaks", LargeBinary, nullable=False),
    Column("verifier", Text, nullable=False),
)


class Seal(NamedTuple):
    """The tree that was sealed last, and the verifier key of whoever seals."""

    tree: Tree
    verifier: str


class Sealing(NamedTuple):
    """What may be done to the seal of a site while no other seals it."""

    last: Seal | None
    write: Callable[[Seal], None]


class Seals:
    """The seal of a site, on either database. Raises `StoreUnavailable` and `StoreDamaged`.

    Without it nothing is lost but time: the log is read from its beginning, and goes on from what was published.
    """

    def __init__(self, storage: Storage) -> None:
        self._database = Database(storage, "proof", METADATA, remedy="delete it: it is made anew from the log")

    def last(self) -> Seal | None:
        """The seal as it stands; None before the first."""
        with self._database.transaction() as connection:
            return self._read(connection)

    @contextmanager
    def alone(self) -> Iterator["Sealing"]:
        """Lets one at a time seal the site, among all processes."""
        with self._database.writing() as connection:
            yield Sealing(self._read(connection), lambda seal: self._write(connection, seal))

    def close(self) -> None:
        """Lets go of the connections."""
        self._database.close()

    def _read(self, connection: Connection) -> Seal | None:
        query = select(seals.c.size, seals.c.peaks, seals.c.verifier).where(self._database.here(seals))
        found = connection.execute(query).first()
        if found is None:
            return None
        size, peaks, verifier = found
        tree = Tree(size, tuple(peaks[at : at + HASH] for at in range(0, len(peaks), HASH)))
        if not tree.is_whole:
            raise StoreDamaged("the table seals is damaged: delete the site's row in it, it is made anew from the log")
        return Seal(tree, verifier)

    def _write(self, connection: Connection, seal: Seal) -> None:
        values = {"size": seal.tree.size, "peaks": b"".join(seal.tree.peaks), "verifier": seal.verifier}
        statement: Any = self._database.upsert(seals).values({"site": self._database.site} | values)
        connection.execute(statement.on_conflict_do_update(index_elements=["site"], set_=values))
