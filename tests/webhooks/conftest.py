"""A site with its staff, on either database, by a clock that stands still until it is set."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.clinic import Clinic, system_clock
from adapters.webhooks.endpoints import Target
from events.instants import SECOND
from tests.telemetry.conftest import logged
from tests.workers.site import founded

__all__ = ["logged"]

SECRET = "whsec_" + "A" * 43 + "="


class Clock:
    """Real time, which a receiver checks, and what it was put forward by."""

    def __init__(self) -> None:
        self.began = system_clock()
        self.ahead = 0

    def __call__(self) -> int:
        return self.began + self.ahead

    def forward(self, seconds: float) -> None:
        """Puts it forward."""
        self.ahead += int(seconds * SECOND)


@pytest.fixture
def clock() -> Clock:
    """The site's clock."""
    return Clock()


@pytest.fixture
def clinic(tmp_path: Path, lies_in: str | None, clock: Clock) -> Iterator[Clinic]:
    """The site."""
    with founded(tmp_path / "site", lies_in):
        pass
    with Clinic(tmp_path / "site", database=lies_in, clock=clock) as clinic:
        yield clinic


def subscribe(clinic: Clinic, url: str, id: str = "wh-1") -> str:
    """Adds an endpoint; its id."""
    clinic.webhooks.add(id, Target(url, True, (SECRET,)))
    return id
