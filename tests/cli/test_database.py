"""`homeport database migrate` says which tables it looked at."""

from pathlib import Path

from adapters.clinic import Clinic
from tests.cli.conftest import Homeport


def test_the_tables_that_are_up_to_date_are_named(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    out = homeport("database", "migrate").out

    assert out.startswith(f"The tables in {tmp_path / 'site' / 'log.db'} are up to date, at revision 0")
