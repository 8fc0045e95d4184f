"""The tables of a site past Homeport's code, on either database."""

import sqlite3
from contextlib import closing
from pathlib import Path

import psycopg

from adapters.sql.storage import Storage


def execute(storage: Storage, area: str, statement: str) -> list[tuple[object, ...]]:
    """Executes one statement on the tables of an area; its rows, if it gives any."""
    if isinstance(storage.location, Path):
        with closing(sqlite3.connect(storage.location / f"{area}.db")) as lite, lite:
            return lite.execute(statement).fetchall()
    with psycopg.connect(storage.location) as postgres:
        cursor = postgres.execute(statement.encode())
        return cursor.fetchall() if cursor.description else []


def bytes_kept(storage: Storage, area: str) -> bytes:
    """Everything that lies in the files of an area; in PostgreSQL, everything that lies in its tables."""
    if isinstance(storage.location, Path):
        return b"".join(path.read_bytes() for path in storage.location.glob(f"{area}.db*"))
    kept = bytearray()
    with psycopg.connect(storage.location) as postgres, postgres.cursor() as cursor:
        # Tables as a site reads them: a table in parts by its own name, and not part by part.
        names = (
            "SELECT oid::regclass::text FROM pg_class WHERE relnamespace::regnamespace::text IN ('public', 'keys') "
            "AND relkind IN ('r', 'p') AND NOT relispartition AND relname <> 'logs'"
        )
        for (table,) in postgres.execute(names).fetchall():
            rows = f"COPY (SELECT * FROM {table}) TO STDOUT (FORMAT binary)"  # noqa: S608  # names of our own tables
            with cursor.copy(rows.encode()) as copy:
                for block in copy:
                    kept += block
    return bytes(kept)
