"""A real PostgreSQL is killed under a running server and started again: nothing is restarted, nothing is lost."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.cli.running import run
from adapters.clinic import Clinic
from adapters.identity.identity import Identity
from adapters.sql.postgres_migrate import migrate_postgres
from tests.histories import CANARY, history
from tests.http.browser import form_of
from tests.http.clinic import MORNING, Clock, found, records, told
from tests.http.conftest import HASHED
from tests.servers.postgres import PostgresServer
from tests.telemetry.serving import Serving

CONTACT = "/episodes/e-1/record/contact"
NOTE = f"{CANARY} talked for an hour"
TOLD = {"person": "e-1-friend", "how": "phone", "begun_by": "client", "purpose": "craving", "outcome": "supported"}


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    """A server of this test alone."""
    with PostgresServer() as server:
        migrate_postgres(server.url())
        yield server


@pytest.fixture
def folder(server: PostgresServer, tmp_path: Path) -> Path:
    """A site on that server."""
    with found(tmp_path / "site", Clock(MORNING), server.url()) as clinic:
        told(clinic, history(1))
        identity = Identity(clinic.storage, clinic.clock)
        identity.accounts.add("cole", "cole", HASHED, must_change=False)
        identity.close()
        assert records(clinic, "episode-e-1").count("episode.contact_made") == 2
    return tmp_path / "site"


def test_the_page_says_so_keeps_what_was_typed_and_goes_on_by_itself(server: PostgresServer, folder: Path) -> None:
    with Serving(folder, {"HOMEPORT_DATABASE_URL": server.url()}) as serving:
        serving.sign_in("cole")
        assert serving.browser.get("/ready").status_code == 200
        form = {**form_of(serving.browser.get(CONTACT).text, CONTACT), **TOLD, "note": NOTE}

        server.kill()
        assert serving.browser.get("/health").status_code == 200
        ready = serving.browser.get("/ready")
        assert (ready.status_code, ready.json()["parts"]["database"]) == (503, "cannot be reached")
        assert serving.browser.get("/episodes/e-1").headers["retry-after"] == "5"
        page = serving.browser.post(CONTACT, data=form)
        assert (page.status_code, page.headers["retry-after"]) == (503, "5")
        again = form_of(page.text, CONTACT)
        assert again["note"] == [NOTE]

        server.start()
        for _ in range(2):
            assert serving.browser.post(CONTACT, data=again).url.path == "/episodes/e-1"
        assert serving.browser.get("/ready").status_code == 200

    with Clinic(folder, database=server.url()) as clinic:
        assert records(clinic, "episode-e-1").count("episode.contact_made") == 3
    assert {line["error_type"] for line in serving.lines("incident")} == {"StoreUnavailable"}
    assert CANARY not in serving.logged


def test_one_that_is_away_at_the_start_is_a_plain_refusal(
    server: PostgresServer, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("HOMEPORT_DATABASE_URL", server.url())
    server.kill()

    assert run(["serve", "--port", "0", "--data", str(folder)]) == 2
    said = capsys.readouterr().err
    assert said.startswith("homeport: PostgreSQL at ")
    assert "see that the server runs" in said
    assert said.count("\n") == 1


def test_a_migration_that_is_missing_or_newer_is_a_plain_refusal(
    server: PostgresServer, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    server.run("psql", server.url(), "-c", "UPDATE alembic_version SET version_num = '9999'")
    monkeypatch.setenv("HOMEPORT_DATABASE_URL", server.url())

    assert run(["serve", "--port", "0", "--data", str(folder)]) == 2
    assert "made by a newer Homeport: upgrade Homeport" in capsys.readouterr().err

    server.run("psql", server.url(), "-c", "UPDATE alembic_version SET version_num = '0001'")
    assert run(["serve", "--port", "0", "--data", str(folder)]) == 2
    assert "made by an older Homeport" in capsys.readouterr().err
