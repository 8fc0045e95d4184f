"""The Python on the pages runs."""

import pytest

from engine.scenario import Scenario
from tests.docs.pages import DOCS, blocks
from tests.engine import lending

NAMES = {"Scenario": Scenario, "now": 0, "domain": lending.Lending(), **vars(lending)}


@pytest.mark.parametrize("example", blocks(DOCS / "contributor.md", "python"))
def test_the_example_of_the_contributors_page_holds(example: str) -> None:
    exec(example, dict(NAMES))  # noqa: S102  # it is our own page
