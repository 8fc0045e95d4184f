"""What somebody does who has the files and means ill, or a disk that fails."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path


def alter(database: Path, *statements: str, parameters: Sequence[object] = ()) -> None:
    """Runs statements on a database behind Homeport's back, the rules of the log set aside; they come back after."""
    with closing(sqlite3.connect(database)) as connection, connection:
        rules = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in rules:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement, parameters)
        for _, sql in rules:
            connection.execute(sql)


def alter_rules(database: Path, *statements: str) -> None:
    """Runs statements on a database as they are."""
    with closing(sqlite3.connect(database)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def damage(file: Path) -> None:
    """Overwrites the middle of a file."""
    content = bytearray(file.read_bytes())
    middle = len(content) // 2
    content[middle - 2_000 : middle + 2_000] = bytes(4_000)
    file.write_bytes(content)
