"""The site that docs/examples/one-episode.sh makes, made once for all the pages that go on from it."""

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.docs.pages import SCRIPT
from tests.docs.shell import Ran, started


class Example(NamedTuple):
    """The script's data folder, and what the script came to."""

    data: Path
    ran: Ran


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """One run of the script, in a folder of its own."""
    folder = tmp_path_factory.mktemp("example")
    data = folder / "clinic"
    return Example(data, started(["bash", str(SCRIPT)], folder, {"HOMEPORT_DATA": str(data)}))
