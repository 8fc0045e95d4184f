"""What can be wrong between a site, its setting and its database is said in one plain line, with the way out."""

import shutil
from pathlib import Path

import psycopg
import pytest

from tests.servers.databases import Databases
from tests.site.conftest import Homeport, made

UNREACHABLE = "postgresql://homeport:Zebulon@127.0.0.1:1/homeport"


@pytest.fixture
def owned(databases: Databases) -> str:
    """A database as its owner."""
    return databases.migrated()


@pytest.fixture
def database(databases: Databases, owned: str) -> str:
    """The same, as an application may use it."""
    return databases.as_application(owned)


@pytest.mark.parametrize("value", ["clinic.db", "mysql://u:Zebulon@h/d", "sqlite:///Zebulon.db"])
def test_a_setting_that_is_no_address_is_named_and_not_repeated(homeport: Homeport, value: str) -> None:
    ran = homeport("site", "show", database=value)

    assert ran.status == 2
    assert "HOMEPORT_DATABASE_URL: write it like postgresql://USER@HOST:PORT/DATABASE" in ran.err
    assert "Zebulon" not in ran.err


def test_a_database_that_cannot_be_reached_is_told_without_its_password(homeport: Homeport, database: str) -> None:
    made(homeport, database)

    for command in (("caseload",), ("doctor",), ("database", "migrate")):
        ran = homeport(*command, database=UNREACHABLE)
        assert ran.status in (1, 2)
        assert "PostgreSQL at 127.0.0.1:1/homeport cannot be reached" in ran.out + ran.err
        assert "Zebulon" not in ran.out + ran.err


def test_a_password_with_an_at_sign_is_not_taken_for_the_host(homeport: Homeport) -> None:
    ran = homeport("database", "migrate", database="postgresql://homeport:tea@Zebulon@127.0.0.1:1/homeport")

    assert ran.status == 2
    assert "with %40 for an @ in a password" in ran.err
    assert "Zebulon" not in ran.err


def test_a_site_that_could_not_be_made_leaves_nothing(homeport: Homeport) -> None:
    ran = homeport("site", "init", "--name", "A", "--time-zone", "UTC", database=UNREACHABLE)

    assert ran.status == 2
    assert list(Path.cwd().iterdir()) == []


def test_an_empty_database_is_migrated_first(homeport: Homeport, databases: Databases) -> None:
    empty = databases.empty()
    ran = homeport("site", "init", "--name", "A", "--time-zone", "UTC", database=empty)
    assert ran.status == 2
    assert "make them with homeport database migrate" in ran.err

    assert homeport("database", "migrate", database=empty).status == 0
    assert homeport("database", "migrate", database=empty).status == 0
    assert homeport("database", "role", databases.application, database=empty).status == 0

    made(homeport, databases.as_application(empty))


@pytest.mark.parametrize("name", ["", "r" * 64])
def test_what_cannot_be_the_name_of_a_role_is_refused(homeport: Homeport, owned: str, name: str) -> None:
    ran = homeport("database", "role", name, database=owned)

    assert (ran.status, ran.err) == (2, "homeport: NAME has 1 to 63 bytes, as PostgreSQL takes the names of roles\n")


@pytest.mark.parametrize(
    ("revision", "told"), [("0001", "run homeport database migrate"), ("9999", "upgrade Homeport")]
)
def test_a_database_of_another_version_is_refused(
    homeport: Homeport, database: str, owned: str, revision: str, told: str
) -> None:
    made(homeport, database)
    with psycopg.connect(owned) as owner:
        owner.execute("UPDATE alembic_version SET version_num = %s", (revision,))

    for command in (("caseload",), ("log",), ("user", "list")):
        ran = homeport(*command, database=database)
        assert ran.status == 2
        assert told in ran.err
    examined = homeport("doctor", database=database)
    assert examined.status == 1
    assert told in examined.out
    assert "restore" not in examined.out, "nothing is damaged"


def test_a_site_in_files_is_not_looked_for_in_the_database(homeport: Homeport, database: str) -> None:
    made(homeport, None)

    ran = homeport("caseload", database=database)

    assert ran.status == 2
    assert "still lies in its files" in ran.err


def test_a_site_in_postgresql_is_not_looked_for_in_files(homeport: Homeport, database: str) -> None:
    made(homeport, database)

    ran = homeport("caseload", database=None)

    assert ran.status == 2
    assert "set HOMEPORT_DATABASE_URL if this site lies in PostgreSQL" in ran.err


def test_a_site_in_another_database_is_missed(homeport: Homeport, database: str, databases: Databases) -> None:
    made(homeport, database)

    ran = homeport("caseload", database=databases.as_application(databases.migrated()))

    assert ran.status == 2
    assert "holds no site site" in ran.err


def test_a_site_is_made_once_in_a_database(homeport: Homeport, database: str) -> None:
    made(homeport, database)
    again = ("site", "init", "--name", "Again", "--site", "site", "--time-zone", "UTC")

    ran = homeport(*again, database=database, site="elsewhere")

    assert ran.status == 2
    assert "holds a site site already" in ran.err
    assert not Path("elsewhere").exists()
    assert homeport("caseload", database=database).status == 0


def test_the_key_ring_of_another_site_is_refused(homeport: Homeport, database: str) -> None:
    for site in ("north", "south"):
        made(homeport, database, site)
    shutil.copy("south/keys/keyring.json", "north/keys/keyring.json")

    ran = homeport("client", "add", "--client", "c", "--name", "C", "--as", "ines", database=database, site="north")

    assert ran.status == 2
    assert "is not the one of this site" in ran.err


def test_a_backup_is_left_to_pg_dump_which_is_told_how(homeport: Homeport, database: str) -> None:
    made(homeport, database)

    ran = homeport("backup", "tuesday", database=database)

    assert ran.status == 2
    for said in ("pg_dump", "--exclude-schema=keys", "--schema=keys", "site.json, keys and checkpoints"):
        assert said in ran.err
    assert not Path("tuesday").exists()


def test_a_backup_of_files_is_not_restored_while_the_setting_says_otherwise(homeport: Homeport, database: str) -> None:
    made(homeport, None)
    assert homeport("backup", "tuesday").status == 0

    ran = homeport("restore", "tuesday", database=database, site="restored")

    assert ran.status == 2
    assert "unset it" in ran.err


HARM = {
    "log positions": "DELETE FROM events WHERE position = 5",
    "log streams": "UPDATE streams SET version = 99 WHERE stream = 'site'",
    "log receipts": "UPDATE commands SET events = 99 WHERE command_id = (SELECT min(command_id) FROM commands)",
    "log append-only": "ALTER TABLE events_before_2027 DISABLE TRIGGER is_not_changed",
    "keys": "DELETE FROM keys.wrapped",
    "events": "UPDATE events SET data = 'x' WHERE position = 5",
    "views": "UPDATE view_generations SET position = 99",
}


@pytest.mark.parametrize("check", HARM)
def test_doctor_finds_what_was_done_behind_its_back(homeport: Homeport, database: str, owned: str, check: str) -> None:
    made(homeport, database)
    assert homeport("client", "add", "--client", "c", "--name", "C", "--as", "ines", database=database).status == 0
    assert homeport("caseload", database=database).status == 0
    with psycopg.connect(owned) as owner:
        owner.execute("ALTER TABLE events DISABLE TRIGGER is_not_changed")
        owner.execute("ALTER TABLE commands DISABLE TRIGGER is_not_changed")
        owner.execute(HARM[check].encode())
        owner.execute("ALTER TABLE events ENABLE ALWAYS TRIGGER is_not_changed")
        owner.execute("ALTER TABLE commands ENABLE ALWAYS TRIGGER is_not_changed")

    ran = homeport("doctor", "--json", database=database)

    assert ran.status == 1
    assert check in [one["check"] for one in ran.json["checks"] if not one["ok"]]


def test_doctor_warns_of_a_role_that_may_write_past_the_rules(homeport: Homeport, owned: str) -> None:
    made(homeport, owned)

    ran = homeport("doctor", "--json", database=owned)

    wrong = {one["check"]: one["remedy"] for one in ran.json["checks"] if one["ok"] is False}
    assert list(wrong) == ["log rights"]
    assert wrong["log rights"].startswith("homeport database role NAME, as the owner of the tables")
