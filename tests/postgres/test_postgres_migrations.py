"""The migrations make the same tables on PostgreSQL as on SQLite, all or none of them."""

import re
import subprocess
import sys
from contextlib import closing
from typing import Any

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, create_engine

from adapters.drafts import METADATA as DRAFTS
from adapters.identity.access_log import METADATA as ACCESS
from adapters.identity.tables import METADATA as IDENTITY
from adapters.one_time.rows import METADATA as ONE_TIME
from adapters.sql.migrate import upgrade
from adapters.sql.postgres_migrate import migrate_postgres
from adapters.sql.postgres_roles import make_application_role
from adapters.sql.postgres_store import PostgresStore
from adapters.sql.reader_tables import METADATA as VIEWS
from adapters.sql.seals import METADATA as SEALS
from adapters.sql.tables import metadata
from adapters.webhooks.endpoints import METADATA as WEBHOOKS
from adapters.wording.table import METADATA as WORDING
from tests.contracts.event_store_case import SetClock, append, part, positions
from tests.servers.databases import Databases

ONLY_HERE = re.compile(
    r"logs|arriving_logs|events_\w+|commands_by_position"
)  # what holds guarantees, and the years with their keys
TABLES: Any = [metadata, VIEWS, IDENTITY, ACCESS, DRAFTS, ONE_TIME, WORDING, SEALS, WEBHOOKS]


def test_the_migrated_tables_are_those_of_the_code(database: str) -> None:
    engine = create_engine("postgresql+psycopg://", creator=lambda: psycopg.connect(database))
    options = {"include_object": lambda _, name, *__: not ONLY_HERE.fullmatch(name or "")}
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection, opts=options), TABLES)
    engine.dispose()

    assert differences == []


def test_migrating_again_changes_nothing(log: PostgresStore, database: str) -> None:
    append(log, "c-1", part("episode-a", 0, events=3))

    migrate_postgres(database)

    assert positions(log) == [1, 2, 3]
    assert append(log, "c-2", part("episode-a", 3)).position == 4


def test_those_who_migrate_at_once_take_turns(databases: Databases) -> None:
    url = databases.empty()

    program = "import sys; from adapters.sql.opening import migrate; migrate(sys.argv[1])"

    several = [subprocess.Popen([sys.executable, "-c", program, url]) for _ in range(3)]

    assert [process.wait(timeout=60) for process in several] == [0, 0, 0]

    with closing(PostgresStore(url, "site-1", SetClock())) as store:
        assert append(store, "c-1", part("episode-a", 0)).position == 1


def test_a_migration_that_fails_leaves_nothing(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> None:
    url = databases.empty()

    def failing(bound: Connection) -> None:
        upgrade(bound)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("adapters.sql.postgres_migrate.upgrade", failing)
        with pytest.raises(KeyboardInterrupt):
            migrate_postgres(url)

    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall() == []
    migrate_postgres(url)


def test_an_application_is_given_its_rights_once_or_again(databases: Databases, database: str) -> None:
    make_application_role(database, databases.application)

    with closing(PostgresStore(databases.as_application(database), "site-1", SetClock())) as store:
        assert append(store, "c-1", part("episode-a", 0)).position == 1


def test_a_log_lies_in_the_schema_that_was_asked_for(databases: Databases) -> None:
    url = databases.empty()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute('CREATE SCHEMA "Clinic Seven"')
        connection.execute(f'ALTER DATABASE {connection.info.dbname} SET search_path = "Clinic Seven"'.encode())

    migrate_postgres(url)
    make_application_role(url, databases.application)

    with closing(PostgresStore(databases.as_application(url), "site-1", SetClock())) as store:
        assert append(store, "c-1", part("episode-a", 0)).position == 1
