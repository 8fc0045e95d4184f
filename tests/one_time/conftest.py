"""A synthetic clinic with one-time links. Mira treats `e-2`, which is at assessment."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from adapters.drafts import Drafts
from adapters.one_time import Issued, Links, Questionnaire, Rows, Sittings
from tests.histories import history, intake
from tests.http.clinic import MORNING, Clock, found, told

ASKS = Questionnaire(episode="e-2", form="rfq-8", occasion="baseline")


@pytest.fixture
def clock() -> Clock:
    """The clinic's clock, which stands still until it is set."""
    return Clock(MORNING)


@pytest.fixture
def clinic(tmp_path: Path, clock: Clock, lies_in: str | None) -> Iterator[Clinic]:
    """The clinic, open."""
    with found(tmp_path / "site", clock, lies_in) as clinic:
        told(clinic, history(1))
        told(clinic, intake(2))
        yield clinic


@pytest.fixture
def rows(clinic: Clinic) -> Iterator[Rows]:
    """The rows of its links."""
    rows = Rows(clinic)
    yield rows
    rows.close()


@pytest.fixture
def links(rows: Rows) -> Links:
    """The staff's side."""
    return Links(rows)


@pytest.fixture
def sittings(rows: Rows) -> Sittings:
    """The client's side."""
    return Sittings(rows)


@pytest.fixture
def drafts(clinic: Clinic) -> Iterator[Drafts]:
    """The drafts of the clinic."""
    drafts = Drafts(clinic.storage, clinic.keys, clinic.clock)
    yield drafts
    drafts.close()


@pytest.fixture
def issued(links: Links) -> Issued:
    """A link to the baseline RFQ-8, which Mira has just issued."""
    return links.issue(ASKS, "mira")
