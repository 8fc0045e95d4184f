"""On PostgreSQL one statement finds what is due at all sites, and finds what each piece of work says of itself."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from adapters.clinic import Clinic
from adapters.views import readers
from adapters.webhooks.delivering import claim
from adapters.webhooks.endpoints import Target
from adapters.workers.background import works_of
from adapters.workers.pulse import Pulse
from adapters.workers.runner import Runner
from tests.servers.databases import Databases
from tests.workers.site import founded, treat


@pytest.fixture
def url(databases: Databases) -> Iterator[str]:
    """A database as an application may use it."""
    url = databases.migrated()
    yield databases.as_application(url)
    databases.drop(url)


@contextmanager
def several(folder: Path, url: str, number: int) -> Iterator[tuple[list[Clinic], Pulse]]:
    """Sites in one database, and its pulse."""
    with ExitStack() as stack:
        clinics = [stack.enter_context(founded(folder / f"{n}", url, f"site-{n}")) for n in range(number)]
        yield clinics, stack.enter_context(closing(Pulse(url, clinics, list(readers(clinics[0])))))


def asked(clinics: list[Clinic]) -> set[tuple[str, str]]:
    """What is due as each piece of work says."""
    return {(clinic.store.log, name) for clinic in clinics for name, work in works_of(clinic).items() if work.is_due()}


def do_all(clinics: list[Clinic], pulse: Pulse) -> None:
    """Has everything be done that is due."""
    runner = Runner({clinic.store.log: works_of(clinic) for clinic in clinics})
    while due := pulse.due():
        for site, work in due:
            runner.run(site, work)


def test_it_finds_what_each_piece_of_work_says_is_due(url: str, tmp_path: Path) -> None:
    with several(tmp_path, url, 3) as (clinics, pulse):
        assert set(pulse.due()) == asked(clinics) != set(), "nothing was read yet"

        do_all(clinics, pulse)
        assert set(pulse.due()) == asked(clinics) == set(), "all is quiet"

        treat(clinics[1], 1)
        due = {("site-1", name) for name in (*readers(clinics[1]), "proof")}
        assert set(pulse.due()) == asked(clinics) == due

        do_all(clinics, pulse)
        later = clinics[1].clock() + 400 * 86_400 * 1_000_000
        clinics[1].clock = lambda: later
        assert set(pulse.due()) == asked(clinics) == {("site-1", "sweep")}


def test_it_finds_a_view_that_was_set_back_though_nothing_was_recorded(url: str, tmp_path: Path) -> None:
    with several(tmp_path, url, 1) as (clinics, pulse):
        do_all(clinics, pulse)
        views = clinics[0].views
        fresh = views.begin("caseload")
        assert pulse.due() == [], "a rebuild beside the view in use is nobody else's work"

        assert views.switch("caseload", fresh.generation)

        assert set(pulse.due()) == asked(clinics) == {("site-0", "caseload")}


def test_nothing_is_left_to_be_asked_site_by_site(url: str, tmp_path: Path) -> None:
    with several(tmp_path, url, 1) as (clinics, pulse):
        assert all(pulse.covers("site-0", name) for name in works_of(clinics[0]))
        assert not pulse.covers("site-1", "caseload")
        assert not pulse.covers("site-0", "deliveries")


def test_a_quiet_second_takes_one_statement_however_many_sites_there_are(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements = list[object]()
    execute = psycopg.Cursor.execute

    def counting(*args: Any, **kwargs: Any) -> Any:
        statements.append(args[1])
        return execute(*args, **kwargs)

    with several(tmp_path, url, 5) as (clinics, pulse):
        do_all(clinics, pulse)
        runner = Runner({clinic.store.log: works_of(clinic) for clinic in clinics}, [pulse])
        monkeypatch.setattr(psycopg.Cursor, "execute", counting)

        assert list(runner.due()) == []

    assert len(statements) == 1


def test_it_finds_the_webhooks_that_are_to_be_told(url: str, tmp_path: Path) -> None:
    with several(tmp_path, url, 2) as (clinics, pulse):
        do_all(clinics, pulse)
        clinics[1].webhooks.add("wh-1", Target("https://subscriber.example/", False, ("whsec_AAAA",)))
        assert set(pulse.due()) == asked(clinics) == {("site-1", "webhooks")}

        assert claim(clinics[1], "wh-1") is not None
        assert set(pulse.due()) == asked(clinics) == set(), "it is being told"
