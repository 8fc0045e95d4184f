"""Keeps loaded wording in a table, for sites that lie in PostgreSQL."""

from collections.abc import Iterator
from contextlib import closing
from typing import Final

from pydantic import ValidationError
from sqlalchemy import Column, Integer, MetaData, Table, Text, select

from adapters.sql.database import Database
from adapters.sql.storage import Storage
from adapters.wording.texts import Wording
from events.store import StoreDamaged

METADATA: Final = MetaData()
_KEY: Final = ("site", "form", "version", "language")
_wording = Table(
    "wording",
    METADATA,
    Column("site", Text, primary_key=True),
    Column("form", Text, primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("language", Text, primary_key=True),
    Column("content", Text, nullable=False),
)


def put(storage: Storage, kept: Wording) -> None:
    """Keeps wording, in place of what was there for its form, version and language. Raises `StoreUnavailable`."""
    with closing(Database(storage, "wording", METADATA)) as database, database.transaction() as connection:
        statement = database.upsert(_wording).values(
            site=database.site,
            form=kept.form,
            version=kept.version,
            language=kept.language,
            content=kept.model_dump_json(),
        )
        connection.execute(
            statement.on_conflict_do_update(index_elements=_KEY, set_={"content": statement.excluded.content})
        )


def everything(storage: Storage) -> Iterator[Wording]:
    """What is kept, by form, version and language. Raises `StoreUnavailable` and `StoreDamaged`."""
    with closing(Database(storage, "wording", METADATA)) as database, database.transaction() as connection:
        query = select(_wording).where(database.here(_wording)).order_by(*(_wording.c[name] for name in _KEY))
        rows = connection.execute(query).all()
    for row in rows:
        try:
            yield Wording.model_validate_json(row.content)
        except ValidationError:
            raise StoreDamaged(
                f"the wording of {row.form} version {row.version} in {row.language} is damaged: load it again, with "
                "homeport form load"
            ) from None
