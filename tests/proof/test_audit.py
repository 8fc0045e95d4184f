"""What somebody changes who owns the database, past every trigger, is found by the audit."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from adapters.clinic import Clinic
from adapters.proof.auditing import audit
from adapters.proof.sealer import sealer
from tests.proof.conftest import more


def rewrite(clinic: Clinic, statement: str) -> None:
    """Runs a statement on the log as the owner of its database, triggers set aside."""
    if isinstance(clinic.storage.location, Path):
        with closing(sqlite3.connect(clinic.folder / "log.db")) as lite, lite:
            for (name,) in lite.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
                lite.execute(f"DROP TRIGGER {name}")
            lite.execute(statement)
        return
    with psycopg.connect(clinic.storage.location) as postgres:
        postgres.execute("SET ROLE none")
        tables = "SELECT oid::regclass::text FROM pg_class WHERE relname LIKE 'events%' AND relkind IN ('r', 'p')"
        for (table,) in postgres.execute(tables).fetchall():
            postgres.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
        assert postgres.execute(statement.encode()).rowcount == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events SET actor = 'another' WHERE position = 4",
        "UPDATE events SET occurred_at = occurred_at + 1 WHERE position = 4",
        "UPDATE events SET sealed = NULL WHERE position = 4",
        "UPDATE events SET causation_id = '' WHERE position = 4",
    ],
)
def test_a_change_by_the_owner_of_the_database_is_found(statement: str, clinic: Clinic) -> None:
    sealer(clinic).seal()
    more(clinic, "s-1", "s-2")
    sealer(clinic).seal()
    assert audit(clinic).wrong == ""

    rewrite(clinic, statement)

    assert "is not what was sealed" in audit(clinic).wrong
    assert "is not what was sealed" in audit(clinic, last_alone=True).wrong
