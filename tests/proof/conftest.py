"""A site with something to prove, on either database, and the command line on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Clock, clock
from tests.telemetry.conftest import logged
from workflows.aiat.commands import AddStaff

__all__ = ["clock", "logged"]


@pytest.fixture
def clinic(lies_in: str | None, tmp_path: Path, clock: Clock) -> Iterator[Clinic]:
    """A new site."""
    with Clinic.found(
        tmp_path / "site", site="site-1", name="Test", time_zone="UTC", synthetic=True, database=lies_in, clock=clock
    ) as clinic:
        more(clinic, "admin")
        yield clinic


def more(clinic: Clinic, *staff: str) -> int:
    """Adds an event for each of these staff; where the log ends then."""
    for one in staff:
        fields = {"id": f"add-{one}", "actor": "admin", "staff": one, "name": one, "roles": ["administrator"]}
        clinic.execute(AddStaff.model_validate(fields))
    return clinic.store.head().position
