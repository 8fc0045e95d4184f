"""A site in PostgreSQL is dumped as the operator's page says, keys apart, and restored into a new cluster."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.histories import CANARY, history, write
from tests.servers.databases import Databases
from tests.servers.postgres import PostgresServer
from tests.site.conftest import Homeport, made


@pytest.fixture(scope="module")
def servers() -> Iterator[tuple[PostgresServer, PostgresServer]]:
    """The old cluster and the new."""
    with PostgresServer() as old, PostgresServer() as new:
        yield old, new


def test_log_and_keys_are_dumped_apart_and_restored_together(
    servers: tuple[PostgresServer, PostgresServer], homeport: Homeport
) -> None:
    # Given a site with a client, in the old cluster
    old, new = servers
    database = Databases(old.url()).migrated()
    made(homeport, database)
    assert homeport("run", write(Path("told.jsonl"), history(1)), database=database).status == 0
    before = homeport("log", "--json", database=database).out

    # When it is dumped in two parts and restored
    copy = Databases(new.url()).empty()
    for name, which in (("all", "--exclude-schema=keys"), ("keys", "--schema=keys")):
        old.run("pg_dump", "--format=custom", which, f"--file={name}.dump", f"--dbname={database}")
    new.run("pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={copy}", "all.dump")

    # Then without the keys nothing is opened
    assert CANARY not in homeport("client", "find", database=copy).out

    # And with them the record is whole
    new.run("pg_restore", "--exit-on-error", "--no-owner", "--no-privileges", f"--dbname={copy}", "keys.dump")
    made_now, there_before = (homeport("database", "role", "homeport_restored", database=copy) for _ in "12")
    assert (made_now.status, there_before.status) == (0, 0)
    assert ("password" in made_now.out, "password" in there_before.out) == (True, False)
    application = f"{copy}&options=-c%20role%3Dhomeport_restored"
    assert homeport("doctor", "--all", database=application).status == 0
    assert homeport("log", "--json", database=application).out == before
    assert CANARY in homeport("client", "find", database=application).out


def test_only_one_part_of_a_dump_holds_the_keys_of_clients(
    servers: tuple[PostgresServer, PostgresServer], homeport: Homeport
) -> None:
    old, _ = servers
    database = Databases(old.url()).migrated()
    made(homeport, database)
    assert homeport("run", write(Path("told.jsonl"), history(1)), database=database).status == 0
    with psycopg.connect(database) as owner:
        row = owner.execute("SELECT encode(wrapped, 'hex') FROM keys.wrapped").fetchone()
    assert row is not None

    parts = {}
    for name, which in (("all", "--exclude-schema=keys"), ("keys", "--schema=keys")):
        old.run("pg_dump", which, f"--file={name}.sql", f"--dbname={database}")
        parts[name] = Path(f"{name}.sql").read_text()

    assert {name: row[0] in part for name, part in parts.items()} == {"all": False, "keys": True}
