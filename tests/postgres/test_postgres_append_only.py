"""The database itself refuses to change what was recorded, whoever asks; an application may not even try."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import errors

from adapters.sql.postgres_store import PostgresStore
from tests.contracts.event_store_case import SetClock, append, part
from tests.servers.databases import Databases

INTO_EVENTS = (
    "INSERT INTO events (log, position, stream, version, event_id, type, schema_version, occurred_at, occurred_offset, "
    "recorded_at, actor, command_id, correlation_id, data) "
    "VALUES ('site-1', 1, 'episode-a', 1, 'forged', 'T', 1, 0, 0, 0, 'x', 'c', 'c', '')"
)
INTO_COMMANDS = "INSERT INTO commands VALUES ('site-1', 'c-1', '', 9, 9, 9, '{}')"

CHANGES = {
    "update": "UPDATE events SET data = '' WHERE position = 1",
    "update that changes nothing": "UPDATE events SET data = data",
    "update of nothing": "UPDATE events SET data = '' WHERE position = 99",
    "delete": "DELETE FROM events WHERE position = 3",
    "truncate": "TRUNCATE events",
    "truncate with others": "TRUNCATE streams, commands, events CASCADE",
    "upsert": f"{INTO_EVENTS} ON CONFLICT (log, position, recorded_at) DO UPDATE SET data = excluded.data",
    "merge": "MERGE INTO events USING (SELECT 1) AS one ON position = 1 WHEN MATCHED THEN DELETE",
    "update past the whole": "UPDATE events_before_2027 SET data = ''",
    "delete past the whole": "DELETE FROM events_before_2027",
    "truncate past the whole": "TRUNCATE events_before_2027",
    "truncate a later year": "TRUNCATE events_2028",
    "truncate what has no year": "TRUNCATE events_later",
    "update a command": "UPDATE commands SET digest = ''",
    "delete a command": "DELETE FROM commands",
    "truncate commands": "TRUNCATE commands",
    "upsert a command": f"{INTO_COMMANDS} ON CONFLICT (log, command_id) DO UPDATE SET digest = excluded.digest",
}

BEYOND_AN_APPLICATION = {
    **CHANGES,
    "insert an event": INTO_EVENTS,
    "insert a command": INTO_COMMANDS,
    "move a stream": "UPDATE streams SET version = 7",
    "delete a stream": "DELETE FROM streams",
    "insert a log": "INSERT INTO logs VALUES ('site-2')",
    "keep a log locked": "SELECT FROM logs FOR UPDATE",
    "lock a table": "BEGIN; LOCK events IN SHARE MODE",
    "drop a trigger": "DROP TRIGGER is_not_changed ON events",
    "disable a trigger": "ALTER TABLE events DISABLE TRIGGER ALL",
    "skip triggers as a replica does": "SET session_replication_role = replica",
    "insert past the whole": INTO_EVENTS.replace("events", "events_before_2027", 1),
    "take a year away": "ALTER TABLE events DETACH PARTITION events_before_2027",
    "make a year": "SELECT make_event_years(2040)",
    "drop a table": "DROP TABLE events",
    "replace the function": "ALTER FUNCTION append_events SECURITY INVOKER",
    "make a table": "CREATE TABLE events_too ()",
    "change who read": "UPDATE readings SET staff = 'x'",
    "delete who read": "DELETE FROM readings",
    "delete whom they read about": "DELETE FROM clients_read",
    "delete a key with its trace": "DELETE FROM keys.wrapped",
    "make a table beside the keys": "CREATE TABLE keys.too ()",
    "go back to an older revision": "UPDATE alembic_version SET version_num = '0000'",
}


@pytest.fixture(scope="module")
def filled(databases: Databases) -> str:
    """The address of a log of three events by two commands; nothing that is refused changes it."""
    url = databases.migrated()
    store = PostgresStore(url, "site-1", SetClock())
    append(store, "c-1", part("episode-a", 0, events=2))
    append(store, "c-2", part("episode-b", 0))
    store.close()
    return url


@pytest.fixture
def owner(filled: str) -> Iterator[psycopg.Connection]:
    """A connection of its owner."""
    with psycopg.connect(filled, autocommit=True) as connection:
        yield connection


@pytest.fixture
def intruder(databases: Databases, filled: str) -> Iterator[psycopg.Connection]:
    """A connection with an application's rights, past Homeport."""
    with psycopg.connect(databases.as_application(filled), autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_refused_even_to_the_owner(owner: psycopg.Connection, statement: str) -> None:
    before = everything(owner)

    with pytest.raises(errors.IntegrityConstraintViolation, match="append-only"):
        owner.execute(statement.encode())

    assert everything(owner) == before


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_refused_where_ordinary_triggers_are_skipped(owner: psycopg.Connection, statement: str) -> None:
    before = everything(owner)
    owner.execute("SET session_replication_role = replica")

    with pytest.raises(errors.IntegrityConstraintViolation, match="append-only"):
        owner.execute(statement.encode())

    assert everything(owner) == before


@pytest.mark.parametrize("statement", BEYOND_AN_APPLICATION.values(), ids=BEYOND_AN_APPLICATION.keys())
def test_an_application_may_not_do_it(owner: psycopg.Connection, intruder: psycopg.Connection, statement: str) -> None:
    before = everything(owner)

    with pytest.raises(errors.InsufficientPrivilege):
        intruder.execute(statement.encode())

    assert everything(owner) == before


def test_an_application_may_read(intruder: psycopg.Connection) -> None:
    assert intruder.execute("SELECT count(*) FROM events").fetchall() == [(3,)]


def test_a_role_that_was_given_nothing_may_not_append(owner: psycopg.Connection) -> None:
    found = owner.execute(
        "SELECT has_function_privilege('public', oid, 'execute') FROM pg_proc WHERE proname = 'append_events'"
    )

    assert found.fetchall() == [(False,)]


def test_tables_of_the_same_name_do_not_mislead_an_append(intruder: psycopg.Connection) -> None:
    intruder.execute(b"CREATE TEMP TABLE logs (log text); CREATE TEMP TABLE streams (LIKE public.streams)")
    command = "'{c-3}', '{x}', '{x}', '{x}', '{x}', '{1}'"
    stream = "'{1}', '{episode-a}', '{0}'"
    event = "'{1}', '{x}', '{x}', '{1}', '{1}', '{1}', '{x}', '{x}'"

    appending = f"append_events('site-1', {command}, {stream}, {event})"
    found = intruder.execute(f"SELECT verdict, actual FROM {appending}".encode())  # noqa: S608  # as written above

    assert found.fetchall() == [("conflict", 2)]


def everything(connection: psycopg.Connection) -> list[object]:
    queries = (b"SELECT * FROM events", b"SELECT * FROM commands", b"SELECT * FROM streams", b"SELECT * FROM logs")
    return [connection.execute(query).fetchall() for query in queries]
