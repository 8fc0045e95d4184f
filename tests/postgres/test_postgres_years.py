"""Events lie in a table for each year of their recording: it is moved as a whole, and missed where it is gone."""

from contextlib import closing
from pathlib import Path

import psycopg
import pytest

from adapters.sql.paging import EventsElsewhere
from adapters.sql.postgres_migrate import migrate_postgres
from adapters.sql.postgres_store import PostgresStore
from events.store import StoreDamaged
from tests.contracts.event_store_case import SetClock, append, command, part, positions

NEW_YEARS_EVE = 1_798_761_599_999_999
"""The last microsecond of 2026 in UTC."""
YEAR = 365 * 24 * 3_600 * 1_000_000


@pytest.fixture
def three_years(log: PostgresStore) -> PostgresStore:
    """Two events of a stream recorded in 2026, two in 2027, one in 2029, for which no table was made."""
    log.append([command("c-1", part("episode-a", 0, events=2), recorded_at=NEW_YEARS_EVE)])
    log.append([command("c-2", part("episode-a", 2, events=2), recorded_at=NEW_YEARS_EVE + 1)])
    log.append([command("c-3", part("episode-a", 4), recorded_at=NEW_YEARS_EVE + 3 * YEAR)])
    return log


def test_each_event_lies_in_the_table_of_its_year(three_years: PostgresStore, owner: psycopg.Connection) -> None:
    lies = owner.execute("SELECT position, tableoid::regclass::text FROM events ORDER BY position").fetchall()

    assert lies == [
        (1, "events_before_2027"),
        (2, "events_before_2027"),
        (3, "events_2027"),
        (4, "events_2027"),
        (5, "events_later"),
    ]
    assert positions(three_years) == [1, 2, 3, 4, 5]
    assert [record.version for record in three_years.read_stream("episode-a", backward=True)] == [5, 4, 3, 2, 1]


def test_more_years_are_made_once_or_again(owner: psycopg.Connection, log: PostgresStore) -> None:
    for until in (2030, 2031, 2030):
        owner.execute("SELECT make_event_years(%s)", (until,))

    log.append([command("c-1", part("episode-a", 0), recorded_at=NEW_YEARS_EVE + 4 * YEAR)])
    assert owner.execute("SELECT tableoid::regclass::text FROM events").fetchall() == [("events_2030",)]


def test_to_migrate_makes_the_years_to_come(owner: psycopg.Connection, database: str) -> None:
    ahead = "SELECT 'events_' || extract(year FROM now() AT TIME ZONE 'UTC')::integer + 2"
    owner.execute(f"DO $$ BEGIN EXECUTE 'DROP TABLE ' || ({ahead}); END $$".encode())

    migrate_postgres(database)

    assert owner.execute(f"SELECT to_regclass(({ahead})) IS NOT NULL".encode()).fetchall() == [(True,)]


@pytest.mark.parametrize("year", ["events_before_2027", "events_2027", "events_later"])
def test_a_log_of_which_a_year_is_gone_is_not_whole(
    three_years: PostgresStore, application: str, owner: psycopg.Connection, year: str
) -> None:
    three_years.check_whole()
    owner.execute(f"ALTER TABLE events DETACH PARTITION {year}".encode())

    with pytest.raises(EventsElsewhere, match="attached again"):
        three_years.check_whole()
    with closing(PostgresStore(application, "site-2", SetClock())) as other:
        other.check_whole()


@pytest.mark.parametrize("events", [3, 2, 0])
def test_a_log_whose_end_was_taken_away_is_damaged_where_its_years_are_all_attached(
    log: PostgresStore, owner: psycopg.Connection, events: int
) -> None:
    log.append([command("c-1", part("episode-a", 0, events=2), recorded_at=NEW_YEARS_EVE)])
    log.append([command("c-2", part("episode-a", 2, events=2), recorded_at=NEW_YEARS_EVE + 1)])
    for table in ("events", "events_before_2027", "events_2027"):
        owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
    owner.execute("DELETE FROM events WHERE position > %s", (events,))

    with pytest.raises(StoreDamaged, match=f"4 events were recorded, and the log ends at position {events}"):
        log.check_whole()


def test_a_log_with_no_event_in_a_year_that_is_gone_is_whole(log: PostgresStore, owner: psycopg.Connection) -> None:
    log.append([command("c-1", part("episode-a", 0), recorded_at=NEW_YEARS_EVE)])
    log.append([command("c-2", part("episode-a", 1), recorded_at=NEW_YEARS_EVE + 2 * YEAR)])
    owner.execute("ALTER TABLE events DETACH PARTITION events_2027")

    log.check_whole()


def test_numbers_go_on_while_a_year_is_gone(three_years: PostgresStore, owner: psycopg.Connection) -> None:
    owner.execute("ALTER TABLE events DETACH PARTITION events_before_2027")

    assert append(three_years, "c-4", part("episode-a", 5)).position == 6, "numbers go on, nothing is numbered anew"


@pytest.mark.parametrize("year", ["events_before_2027", "events_2027"])
def test_a_reader_at_work_misses_a_year_that_is_taken_away(
    three_years: PostgresStore, owner: psycopg.Connection, year: str
) -> None:
    owner.execute(f"ALTER TABLE events DETACH PARTITION {year}".encode())

    with pytest.raises(EventsElsewhere):
        list(three_years.read_log())
    for after in (0, 1):
        with pytest.raises(EventsElsewhere):
            list(three_years.read_stream("episode-a", after=after))


def test_a_year_comes_back_from_a_dump_as_it_was(
    three_years: PostgresStore, owner: psycopg.Connection, tmp_path: Path
) -> None:
    before = list(three_years.read_log())
    owner.execute("ALTER TABLE events DETACH PARTITION events_before_2027")
    with (
        (tmp_path / "year").open("wb") as file,
        owner.cursor().copy("COPY events_before_2027 TO STDOUT (FORMAT binary)") as out,
    ):
        file.writelines(out)
    owner.execute("DROP TABLE events_before_2027")

    owner.execute("CREATE TABLE events_before_2027 (LIKE events INCLUDING ALL)")
    with owner.cursor().copy("COPY events_before_2027 FROM STDIN (FORMAT binary)") as into:
        into.write((tmp_path / "year").read_bytes())
    owner.execute("SELECT make_append_only('events_before_2027')")
    until = f"FOR VALUES FROM (MINVALUE) TO ({NEW_YEARS_EVE + 1})"
    owner.execute(f"ALTER TABLE events ATTACH PARTITION events_before_2027 {until}".encode())

    assert list(three_years.read_log()) == before


def test_a_year_on_a_cheaper_disk_is_read_like_any_other(three_years: PostgresStore, owner: psycopg.Connection) -> None:
    before = list(three_years.read_log())
    owner.execute("SET allow_in_place_tablespaces = on")
    owner.execute("CREATE TABLESPACE cheap LOCATION ''")

    owner.execute("ALTER TABLE events_before_2027 SET TABLESPACE cheap")
    assert list(three_years.read_log()) == before

    owner.execute("ALTER TABLE events_before_2027 SET TABLESPACE pg_default")
    owner.execute("DROP TABLESPACE cheap")
