"""A log that cannot be read or written says what is wrong, in one line, and loses nothing."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from adapters.keys.file_keys import FileKeys
from adapters.keys.postgres_key_table import PostgresKeyTable
from adapters.sql import schema
from adapters.sql.postgres_migrate import migrate_postgres
from adapters.sql.postgres_roles import make_application_role
from adapters.sql.postgres_store import PostgresStore
from engine.engine import Engine
from events.store import StoreDamaged, StoreError, StoreUnavailable
from tests.contracts.event_store_case import SetClock, append, part, positions
from tests.engine.lending import Lending, Shelve, ShowCard
from tests.servers.databases import Databases, with_setting

SECRET = "Zebulon"
NOBODY_LISTENS = "127.0.0.1:1"


def opened(url: str) -> PostgresStore:
    return PostgresStore(url, "site-1", SetClock())


USES: list[Callable[[str], object]] = [
    opened,
    migrate_postgres,
    lambda url: make_application_role(url, "homeport_test_never_made"),
]


def one_line(error: StoreError) -> bool:
    """Whether the error is a sentence that quotes neither a password nor what is stored."""
    text = str(error)
    return "\n" not in text and SECRET not in text and "episode-" not in text and "Traceback" not in text


@pytest.mark.parametrize("use", USES, ids=["open", "migrate", "make a role"])
@pytest.mark.parametrize(
    ("url", "said"),
    [
        (f"postgresql://homeport:{SECRET}@{NOBODY_LISTENS}/log", f"PostgreSQL at {NOBODY_LISTENS}/log cannot be"),
        (f"postgresql+psycopg://homeport:{SECRET}@{NOBODY_LISTENS}/log", f"at {NOBODY_LISTENS}/log cannot be reached"),
        (f"postgresql://homeport:{SECRET}@/log?host=/nowhere", "PostgreSQL at /nowhere/log cannot be reached"),
        (f"postgresql://homeport:{SECRET} x@/log", "address of the database cannot be read"),
        (f"postgresql://h/log?unheard={SECRET}", "address of the database cannot be read"),
    ],
    ids=["no server", "no server, in the words of SQLAlchemy", "no socket", "odd address", "odd option"],
)
def test_an_address_that_leads_nowhere_is_unavailable(use: Callable[[str], object], url: str, said: str) -> None:
    with pytest.raises(StoreUnavailable, match=said) as refused:
        use(url)

    assert one_line(refused.value)


@pytest.mark.parametrize("use", USES, ids=["open", "migrate", "make a role"])
def test_a_database_that_does_not_exist_is_unavailable(databases: Databases, use: Callable[[str], object]) -> None:
    url = databases.empty().replace("homeport_test", "no_such_database")

    with pytest.raises(StoreUnavailable, match="refuses a connection: see that") as refused:
        use(url)

    assert one_line(refused.value)


def test_an_empty_database_holds_no_log_yet(databases: Databases) -> None:
    with pytest.raises(StoreUnavailable, match="make them with homeport database migrate"):
        opened(databases.empty())
    with pytest.raises(StoreUnavailable, match="holds no tables of Homeport yet"):
        make_application_role(databases.empty(), "homeport_test_never_made")


def test_a_database_of_something_else_is_no_log_and_stays_as_it_is(databases: Databases) -> None:
    url = databases.empty()
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE events (recipe text)")

        for use in (opened, migrate_postgres):
            with pytest.raises(StoreDamaged, match="holds something else than a log of Homeport"):
                use(url)

        tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert tables == [("events",)]


@pytest.mark.parametrize(
    ("revision", "said"), [("9999", "newer Homeport: upgrade"), ("0000", "older Homeport: make a backup")]
)
def test_a_log_of_another_age_is_unavailable(
    application: str, owner: psycopg.Connection, monkeypatch: pytest.MonkeyPatch, revision: str, said: str
) -> None:
    monkeypatch.setattr(schema, "REVISIONS", ("0000", *schema.REVISIONS))
    owner.execute("UPDATE alembic_version SET version_num = %s", (revision,))

    with pytest.raises(StoreUnavailable, match=said) as refused:
        opened(application)

    assert one_line(refused.value)


def test_a_log_of_a_newer_homeport_is_not_migrated(database: str, owner: psycopg.Connection) -> None:
    owner.execute("UPDATE alembic_version SET version_num = '9999'")

    with pytest.raises(StoreUnavailable, match="newer Homeport"):
        migrate_postgres(database)


def test_a_role_without_rights_is_told_so(databases: Databases, database: str, owner: psycopg.Connection) -> None:
    owner.execute(f"REVOKE ALL ON alembic_version FROM {databases.application}".encode())

    with pytest.raises(StoreUnavailable, match=r"role may not do this in .*: .* homeport database role") as refused:
        opened(databases.as_application(database))

    assert one_line(refused.value)


def test_an_application_makes_no_roles_and_gives_none_their_rights(databases: Databases, database: str) -> None:
    for role in (databases.application, "homeport_test_never_made"):
        with pytest.raises(StoreUnavailable, match="name the owner of the tables"):
            make_application_role(databases.as_application(database), role)


def test_a_role_that_is_above_all_rights_is_no_application(database: str, owner: psycopg.Connection) -> None:
    with pytest.raises(StoreUnavailable, match="nothing can be kept: name another role"):
        make_application_role(database, owner.info.user)


def test_a_database_without_its_keys_says_that_they_are_missing(database: str, owner: psycopg.Connection) -> None:
    owner.execute("DROP SCHEMA keys CASCADE")

    with (
        closing(PostgresKeyTable(database, "site-1")) as keys,
        pytest.raises(StoreDamaged, match=r"tables of Homeport are missing\): .* its keys too") as refused,
    ):
        keys.find("client-1")

    assert one_line(refused.value)


def test_a_role_that_may_read_alone_reads_and_is_told_that_it_may_not_append(
    databases: Databases, log: PostgresStore, owner: psycopg.Connection
) -> None:
    owner.execute(f"REVOKE EXECUTE ON FUNCTION append_events FROM {databases.application}".encode())

    with pytest.raises(StoreUnavailable, match="role may not do this"):
        append(log, "c-1", part("episode-a", 0))

    assert positions(log) == []


def test_a_server_that_takes_no_changes_is_read_and_an_append_is_refused(database: str) -> None:
    with closing(opened(with_setting(database, "default_transaction_read_only", "on"))) as store:
        with pytest.raises(StoreUnavailable, match="can only be read: give the address of the server that takes"):
            append(store, "c-1", part("episode-a", 0))

        assert positions(store) == []


# The server is made to answer as it does on a full disk; only a disk of its own could be filled for real.
FILL_THE_DISK = """
CREATE FUNCTION fill_the_disk() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = 'disk_full'; END $$;
CREATE TRIGGER full_disk BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION fill_the_disk()
"""


@pytest.mark.parametrize("table", ["events", "streams", "commands"])
def test_a_full_disk_refuses_an_append_and_loses_nothing(
    log: PostgresStore, owner: psycopg.Connection, table: str
) -> None:
    append(log, "c-1", part("episode-a", 0))
    owner.execute(FILL_THE_DISK.format(table=table).encode())

    with pytest.raises(StoreUnavailable, match=r"disk under .* is full: make room") as refused:
        append(log, "c-2", part("episode-b", 0))

    assert one_line(refused.value)
    owner.execute(f"DROP TRIGGER full_disk ON {table}".encode())
    assert positions(log) == [1]
    assert log.find_command("c-2") is None
    assert append(log, "c-2", part("episode-b", 0)).position == 2


@pytest.fixture
def locked(log: PostgresStore, owner: psycopg.Connection, database: str) -> Iterator[psycopg.Connection]:
    """Somebody who keeps the log locked until the transaction ends; an append waits for 50 ms, not for seconds."""
    append(log, "c-1", part("episode-a", 0))
    owner.execute("ALTER FUNCTION append_events SET lock_timeout = '50ms'")
    with psycopg.connect(database) as other:
        other.execute("SELECT FROM logs FOR UPDATE")
        yield other


def test_a_log_that_somebody_keeps_locked_is_unavailable_until_they_let_go(
    log: PostgresStore, locked: psycopg.Connection
) -> None:
    with pytest.raises(StoreUnavailable, match="kept busy for too long: try again") as refused:
        append(log, "c-2", part("episode-a", 1))

    assert one_line(refused.value)
    assert positions(log) == [1]
    locked.rollback()
    assert append(log, "c-2", part("episode-a", 1)).position == 2


def test_a_log_that_somebody_locks_for_a_moment_is_waited_for(
    log: PostgresStore, owner: psycopg.Connection, locked: psycopg.Connection
) -> None:
    owner.execute("ALTER FUNCTION append_events SET lock_timeout = '60s'")
    release = threading.Timer(0.05, locked.rollback)
    release.start()

    assert append(log, "c-2", part("episode-a", 1)).position == 2
    release.join()


@pytest.mark.parametrize("table", ["events", "commands", "streams", "logs"])
def test_a_log_without_one_of_its_tables_is_damaged(log: PostgresStore, owner: psycopg.Connection, table: str) -> None:
    owner.execute(f"DROP TABLE {table}".encode())

    with pytest.raises(StoreDamaged, match=r"is damaged .* restore it from a backup") as refused:
        append(log, "c-1", part("episode-a", 0))

    assert one_line(refused.value)


def test_a_log_that_contradicts_itself_is_damaged_and_stays_as_it_is(
    log: PostgresStore, owner: psycopg.Connection
) -> None:
    append(log, "c-1", part("episode-a", 0))
    owner.execute("DELETE FROM streams")

    with pytest.raises(StoreDamaged, match="is damaged") as refused:
        append(log, "c-2", part("episode-a", 0))

    assert one_line(refused.value)
    assert positions(log) == [1]


def test_a_stream_whose_events_end_before_where_it_is_said_to_stand_is_damaged_and_not_busy(
    log: PostgresStore, owner: psycopg.Connection, tmp_path: Path
) -> None:
    FileKeys.create(tmp_path)
    engine = Engine(Lending(), log, FileKeys(tmp_path), clock=lambda: 1, event_ids=iter("abc").__next__)
    engine.execute_now(Shelve(id="c-1", actor="lib", book="emma"))
    owner.execute("UPDATE streams SET version = 2")

    with pytest.raises(StoreDamaged, match="book emma is said to stand at version 2, and its events end at 1; home"):
        engine.execute_now(ShowCard(id="c-2", actor="lib", book="emma"))

    engine.close()


def test_a_closed_log_is_unavailable(application: str) -> None:
    store = opened(application)
    append(store, "c-1", part("episode-a", 0))
    store.close()

    for use in (store.head, lambda: append(store, "c-2", part("episode-a", 1)), lambda: positions(store)):
        with pytest.raises(StoreUnavailable, match="was closed"):
            use()


def test_an_append_is_durable_and_sees_what_went_before_whatever_a_database_is_set_to(
    database: str, owner: psycopg.Connection
) -> None:
    for setting in ("synchronous_commit = off", "default_transaction_isolation = serializable"):
        owner.execute(f"ALTER DATABASE {owner.info.dbname} SET {setting}".encode())

    with closing(opened(database)) as store:
        (found,) = store._pool.fetch(
            "SELECT current_setting('synchronous_commit'), current_setting('transaction_isolation')", ()
        )

    assert found == ("on", "read committed")


def test_to_open_a_log_loads_neither_sqlalchemy_nor_alembic(application: str) -> None:
    program = (
        "import sys; from adapters.sql.opening import open_store;"
        "open_store(sys.argv[1], 'site-1', lambda: 0).close();"
        "sys.exit(any(name in sys.modules for name in ('sqlalchemy', 'alembic')))"
    )

    assert subprocess.run([sys.executable, "-c", program, application], check=False).returncode == 0
