"""Rows of a stored view that are found by the moment at which something in them falls due."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy
from sqlalchemy import event

from adapters.sql.storage import Storage
from adapters.sql.views import Views
from engine.projections import Row


@pytest.fixture
def views(storage: Storage) -> Iterator[Views]:
    with closing(Views(storage)) as views:
        yield views


def keep(views: Views, **rows: int | None) -> None:
    at = views.live("v")
    kept: dict[str, Row | None] = {key: {"key": key, "due_at": due_at} for key, due_at in rows.items()}
    assert views.write("v", at, at.position + 1, kept)


def due(views: Views, before: int) -> list[str]:
    return [row["key"] for row in views.due("v", before)]


def test_what_fell_due_is_found_the_earliest_first(views: Views) -> None:
    keep(views, a=30, b=10, c=20, never=None)
    assert (due(views, 30), due(views, 31), due(views, 10)) == (["b", "c"], ["b", "c", "a"], [])


def test_a_row_that_moved_is_found_by_its_new_moment_and_one_that_went_no_more(views: Views) -> None:
    keep(views, a=10, b=10, c=10)
    keep(views, a=50, b=None)
    at = views.live("v")
    views.write("v", at, at.position + 1, {"c": None})
    assert (due(views, 20), due(views, 60)) == ([], ["a"])


def test_the_rows_of_a_generation_that_is_being_written_are_not_found(views: Views) -> None:
    keep(views, a=10)
    beside = views.begin("v")
    views.write("v", beside, 1, {"b": {"key": "b", "due_at": 10}})
    assert due(views, 20) == ["a"]
    views.switch("v", beside.generation)
    assert due(views, 20) == ["b"]


def test_no_other_row_is_read(storage: Storage, views: Views) -> None:
    asked: list[tuple[str, Any]] = []

    def hear(_: object, __: object, sql: str, given: Any, *___: object) -> None:
        asked.append((sql, given))

    event.listen(sqlalchemy.Engine, "before_cursor_execute", hear)
    try:
        due(views, 20)
    finally:
        event.remove(sqlalchemy.Engine, "before_cursor_execute", hear)
    assert "USING INDEX view_rows_by_due_at" in plan_of(storage, *asked[-1])


def plan_of(storage: Storage, sql: str, given: Any) -> str:
    """How the database goes about a query, if it can go by an index."""
    if isinstance(storage.location, Path):
        with closing(sqlite3.connect(storage.location / "views.db")) as lite:
            return str(lite.execute(f"EXPLAIN QUERY PLAN {sql}", given).fetchall())
    with psycopg.connect(storage.location) as postgres:
        postgres.execute("SET enable_seqscan = off")
        postgres.execute("SET enable_bitmapscan = off")
        plan = str(postgres.execute(f"EXPLAIN {sql}".encode(), given).fetchall())
        return plan.replace("Index Scan using", "USING INDEX")
