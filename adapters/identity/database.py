"""Opens a small SQLite database that belongs to its owner alone, and says plainly what is wrong with it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, MetaData, create_engine, event
from sqlalchemy.exc import DatabaseError

from events.store import StoreDamaged, StoreUnavailable


class Database:
    """The tables of `metadata` in a file that only its owner may read. Raises `StoreUnavailable`, `StoreDamaged`."""

    def __init__(self, path: Path, metadata: MetaData) -> None:
        self._path = path
        try:
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise StoreUnavailable(f"{path} cannot be opened ({os.strerror(error.errno or 0)})") from None
        self._engine: Engine = create_engine(f"sqlite:///{path}", hide_parameters=True)
        event.listen(self._engine, "connect", _settings)
        try:
            metadata.create_all(self._engine)
        except DatabaseError as error:
            raise self._trouble(error) from None

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection whose work is kept whole, or not at all."""
        try:
            with self._engine.begin() as connection:
                yield connection
        except DatabaseError as error:
            raise self._trouble(error) from None

    def close(self) -> None:
        """Lets go of the connections."""
        self._engine.dispose()

    def _trouble(self, error: DatabaseError) -> StoreUnavailable | StoreDamaged:
        name = getattr(error.orig, "sqlite_errorname", type(error.orig).__name__)
        if name in {"SQLITE_CORRUPT", "SQLITE_NOTADB"}:
            return StoreDamaged(f"{self._path} is damaged ({name}): restore it from a backup")
        return StoreUnavailable(f"{self._path} cannot be used ({name}): see that you may write there, then try again")


def _settings(connection: object, _: object) -> None:
    cursor = connection.cursor()  # type: ignore[attr-defined]  # the driver's connection, untyped here
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000", "secure_delete=ON"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
