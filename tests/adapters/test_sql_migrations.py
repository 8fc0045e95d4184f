"""The migrations make the tables that the code says there are."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from adapters.sql.migrate import migrate
from adapters.sql.schema import REVISIONS
from adapters.sql.sqlite_store import SqliteStore
from adapters.sql.tables import metadata
from tests.contracts.event_store_case import SetClock, append, part, positions


def test_the_migrated_tables_are_those_of_the_code(database: Path) -> None:
    engine = create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), metadata)
    engine.dispose()

    assert differences == []


def test_the_code_knows_every_migration_and_their_order() -> None:
    config = Config()
    config.set_main_option("script_location", "adapters.sql:migrations")
    scripts = ScriptDirectory.from_config(config)

    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == REVISIONS


def test_migrating_again_changes_nothing(log: SqliteStore, database: Path) -> None:
    append(log, "c-1", part("episode-a", 0, events=3))

    migrate(database)

    assert positions(log) == [1, 2, 3]
    assert append(log, "c-2", part("episode-a", 3)).position == 4


def test_a_log_is_made_in_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    path = tmp_path / "new" / "site" / "log.db"

    migrate(path)

    SqliteStore(path, "site-1", SetClock()).close()


def test_only_its_owner_may_open_a_new_log(database: Path) -> None:
    assert stat.S_IMODE(database.stat().st_mode) == 0o600


def test_a_log_is_written_ahead(database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
