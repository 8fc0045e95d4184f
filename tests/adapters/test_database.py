"""Tables that change: the same on both databases, kept apart by site, and plain about what is wrong."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import Connection, func, insert, select

from adapters.sql import postgres_side
from adapters.sql.database import Database
from adapters.sql.reader_tables import METADATA, live
from adapters.sql.storage import Storage
from events.store import StoreDamaged, StoreUnavailable
from tests.servers.databases import Databases
from tests.servers.tables import execute


@pytest.fixture
def database(storage: Storage) -> Iterator[Database]:
    """One area of a site, nothing in it."""
    with closing(Database(storage, "views", METADATA)) as database:
        yield database


def keep(connection: Connection, database: Database, view: str) -> None:
    connection.execute(insert(live).values(site=database.site, view=view, generation=1))


def kept(database: Database) -> list[str]:
    with database.transaction() as connection:
        return list(connection.scalars(select(live.c.view).where(database.here(live)).order_by(live.c.view)))


def test_a_transaction_is_kept_whole_or_not_at_all(database: Database) -> None:
    with database.transaction() as connection:
        keep(connection, database, "a")

    with suppress(KeyboardInterrupt), database.transaction() as connection:
        keep(connection, database, "b")
        raise KeyboardInterrupt

    assert kept(database) == ["a"]


def test_many_may_open_it_for_the_first_time_at_once(tmp_path: Path) -> None:
    together = Barrier(4)

    def open_and_keep(view: str) -> str:
        together.wait()
        with closing(Database(Storage("s", folder), "views", METADATA)) as mine, mine.transaction() as connection:
            keep(connection, mine, view)
        return view

    with ThreadPoolExecutor(4) as pool:
        for number in range(20):
            folder = tmp_path / str(number)
            folder.mkdir()
            assert list(pool.map(open_and_keep, "abcd")) == list("abcd")


def test_who_writes_by_what_they_read_takes_turns(storage: Storage, database: Database) -> None:
    def count_and_add() -> None:
        with closing(Database(storage, "views", METADATA)) as mine:
            for _ in range(5):
                with mine.writing() as connection:
                    number = connection.scalar(select(func.count()).select_from(live))
                    keep(connection, mine, f"{number:02}")

    threads = [Thread(target=count_and_add) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert kept(database) == [f"{number:02}" for number in range(30)]


def test_of_two_sites_neither_sees_the_other(storage: Storage, database: Database) -> None:
    with closing(Database(storage._replace(site="site-2"), "views", METADATA)) as other:
        for one, view in ((database, "ours"), (other, "theirs")):
            with one.writing() as connection:
                keep(connection, one, view)

        assert (kept(database), kept(other)) == (["ours"], ["theirs"])


@pytest.mark.parametrize("lies_in", ["postgresql"], indirect=True)
def test_sites_that_share_a_database_do_not_wait_for_each_other(storage: Storage, database: Database) -> None:
    with closing(Database(storage._replace(site="site-2"), "views", METADATA)) as other, database.writing() as here:
        keep(here, database, "ours")
        with other.writing() as there:
            keep(there, other, "theirs")

    assert kept(database) == ["ours"]


@pytest.mark.parametrize("lies_in", ["postgresql"], indirect=True)
def test_a_connection_that_was_cut_while_it_rested_is_made_anew(
    database: Database, databases: Databases, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_side, "_RESTED", 0)
    assert kept(database) == []

    databases.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'homeport'")

    assert kept(database) == []


@pytest.mark.parametrize("lies_in", ["postgresql"], indirect=True)
def test_one_that_was_cut_in_use_is_told_of_once(database: Database, databases: Databases) -> None:
    assert kept(database) == []

    databases.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'homeport'")

    with pytest.raises(StoreUnavailable, match="was cut"):
        kept(database)
    assert kept(database) == []


@pytest.mark.parametrize("lies_in", ["postgresql"], indirect=True)
def test_a_database_that_was_not_migrated_is_refused(databases: Databases, storage: Storage) -> None:
    with pytest.raises(StoreUnavailable, match="make them with homeport database migrate"):
        Database(storage._replace(location=databases.empty()), "views", METADATA)


@pytest.mark.parametrize("lies_in", ["sqlite"], indirect=True)
def test_a_file_is_its_owners_alone(tmp_path: Path, database: Database) -> None:
    with database.writing() as connection:
        keep(connection, database, "a")

        files = list(tmp_path.glob("views.db*"))
        assert len(files) == 3
        assert {path.stat().st_mode & 0o777 for path in files} == {0o600}


@pytest.mark.parametrize(("version", "told"), [(0, "before its first release"), (9, "newer Homeport")])
def test_a_file_of_another_version_is_refused(tmp_path: Path, version: int, told: str) -> None:
    storage = Storage("site-1", tmp_path)
    execute(storage, "views", "CREATE TABLE live_views (view, generation)")
    execute(storage, "views", f"PRAGMA user_version = {version}")

    with pytest.raises(StoreUnavailable, match=told):
        Database(storage, "views", METADATA)


def test_a_damaged_file_is_told_with_its_remedy(tmp_path: Path) -> None:
    (tmp_path / "views.db").write_text("not a database, by far")

    with pytest.raises(StoreDamaged, match=r"views\.db is damaged .*: make it anew"):
        Database(Storage("site-1", tmp_path), "views", METADATA, remedy="make it anew")
