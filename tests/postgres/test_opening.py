"""One setting says where the log lies."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from adapters.sql.opening import migrate, open_store
from adapters.sql.postgres_store import PostgresStore
from adapters.sql.sqlite_store import SqliteStore
from events.store import StoreUnavailable
from tests.contracts.event_store_case import SetClock, append, part
from tests.servers.databases import Databases


@pytest.mark.parametrize("kind", ["path", "text", "address"])
def test_a_path_or_its_address_opens_sqlite(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "site" / "log.db"
    locations: dict[str, str | Path] = {"path": path, "text": str(path), "address": f"sqlite:///{path}"}
    location = locations[kind]

    migrate(location)

    with closing(open_store(location, "site-1", SetClock())) as store:
        assert isinstance(store, SqliteStore)
        assert append(store, "c-1", part("episode-a", 0)).position == 1
    assert path.is_file()


def test_an_address_of_sqlite_may_be_relative(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    migrate("sqlite:///log.db")

    assert (tmp_path / "log.db").is_file()


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg"])
def test_an_address_of_postgresql_opens_it(databases: Databases, scheme: str) -> None:
    location = databases.empty().replace("postgresql", scheme, 1)

    migrate(location)

    with closing(open_store(location, "site-1", SetClock())) as store:
        assert isinstance(store, PostgresStore)
        assert append(store, "c-1", part("episode-a", 0)).position == 1


@pytest.mark.parametrize("location", ["mysql://root:Zebulon@localhost/log", "sqlite://log.db", "http://Zebulon"])
def test_any_other_address_is_refused_and_not_repeated(location: str) -> None:
    for use in (migrate, lambda location: open_store(location, "site-1", SetClock())):
        with pytest.raises(StoreUnavailable, match=r"write sqlite:///PATH or postgresql://") as refused:
            use(location)

        assert "Zebulon" not in str(refused.value)


def test_to_open_sqlite_loads_no_driver_of_postgresql(tmp_path: Path) -> None:
    migrate(tmp_path / "log.db")
    program = (
        "import sys; from adapters.sql.opening import open_store;"
        "open_store(sys.argv[1], 'site-1', lambda: 0).close();"
        "sys.exit(any(name in sys.modules for name in ('psycopg', 'sqlalchemy')))"
    )

    assert subprocess.run([sys.executable, "-c", program, str(tmp_path / "log.db")], check=False).returncode == 0
