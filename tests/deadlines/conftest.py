"""A site whose clients were last heard of weeks ago."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from tests.deadlines.sites import FOUNDED, Clock, found


@pytest.fixture
def clock() -> Clock:
    """The site's clock."""
    return Clock(FOUNDED)


@pytest.fixture
def clinic(tmp_path: Path, clock: Clock) -> Iterator[Clinic]:
    """A site with two clients, in files."""
    with found(tmp_path / "site", clock, 2) as clinic:
        yield clinic
