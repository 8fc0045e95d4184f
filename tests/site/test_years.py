"""A year's table of events is taken away from a site, verified elsewhere, and put back."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from tests.cli.conftest import Clock
from tests.histories import history, intake
from tests.servers.databases import Databases
from tests.site.conftest import Homeport
from tests.workers.site import founded
from workflows.aiat.reading import read_command

_NEW_YEAR = 1_798_761_600_000_000
"""The first microsecond of 2027 in UTC."""
YEARS = {
    "events_before_2027": f"FOR VALUES FROM (MINVALUE) TO ({_NEW_YEAR})",
    "events_2027": f"FOR VALUES FROM ({_NEW_YEAR}) TO ({_NEW_YEAR + 365 * 86_400_000_000})",
}
SHOWN = (("caseload", "--all", "--json"), ("replay", "e-1"), ("replay", "e-2"), ("log", "--json"))


class Site(NamedTuple):
    """A site with an episode in each of two years: where it lies, and the first and last position of each year."""

    owned: str
    application: str
    positions: dict[str, tuple[int, int]]


@pytest.fixture
def site(databases: Databases, tmp_path: Path) -> Iterator[Site]:
    owned = databases.migrated()
    application = databases.as_application(owned)
    clock = Clock("2026-01-05T09:00:00Z")
    with founded(tmp_path / "site", application, clock=clock) as clinic:
        clock.set("2026-12-31T23:00:00Z")
        for line in history(1):
            clinic.execute(read_command(line))
        old = clinic.store.head().position
        clock.set("2027-01-04T10:00:00Z")
        for line in intake(2, datetime.fromisoformat("2027-01-04T10:00:00+00:00")):
            clinic.execute(read_command(line))
        new = clinic.store.head().position
    yield Site(owned, application, {"events_before_2027": (1, old), "events_2027": (old + 1, new)})
    databases.drop(owned)


@pytest.mark.parametrize("year", list(YEARS))
def test_a_year_that_is_taken_away_is_proven_elsewhere_and_serves_again_once_it_is_back(
    site: Site, homeport: Homeport, tmp_path: Path, year: str
) -> None:
    # Given a sealed site, and what was exported of the year
    first, last = site.positions[year]
    assert homeport("proof", "seal", database=site.application).status == 0
    key = homeport("proof", "key", database=site.application).out.strip()
    export = tmp_path / "export"
    ran = homeport("proof", "export", export, "--after", first - 1, "--until", last, database=site.application)
    assert ran.status == 0, ran.err
    before = [homeport(*command, database=site.application) for command in SHOWN]
    assert {ran.status for ran in before} == {0}

    with psycopg.connect(site.owned, autocommit=True) as owner:
        # When the year's table is detached
        owner.execute(f"ALTER TABLE events DETACH PARTITION {year}".encode())

        # Then it holds the year by itself, and what is missing is refused in a plain line
        held = owner.execute(f"TABLE {year}".encode()).fetchall()
        assert sorted(position for _, position, *_ in held) == list(range(first, last + 1))
        for command in (("log", "--json"), ("replay", "e-1" if first == 1 else "e-2"), ("proof", "verify")):
            refused = homeport(*command, database=site.application)
            assert refused.status == 2, command
            assert "have to be attached again first" in refused.err
            assert refused.err.count("\n") == 1

        # And the export is verified without site or database
        proven = homeport("proof", "verify", "--export", export, "--key", key, "--json", site="nowhere")
        assert proven.status == 0, proven.err
        assert (proven.json["ok"], proven.json["events"]) == (True, last - first + 1)
        events = export / "events.ndjson"
        events.write_text(
            events.read_text().replace('"actor": "admin"', '"actor": "cole"', 1).replace("mira", "sol", 1)
        )
        assert homeport("proof", "verify", "--export", export, "--key", key, site="nowhere").status == 1

        # When it is attached again
        owner.execute(f"ALTER TABLE events ATTACH PARTITION {year} {YEARS[year]}".encode())

    # Then the site is served as before, holds to its seals, and goes on
    assert [homeport(*command, database=site.application) for command in SHOWN] == before
    for command in (("proof", "verify"), ("projections", "verify"), ("doctor", "--all")):
        ran = homeport(*command, database=site.application)
        assert ran.status == 0, ran.out + ran.err
    more = ("staff", "add", "late", "--name", "Late", "--role", "intake", "--as", "admin")
    assert homeport(*more, database=site.application).status == 0
