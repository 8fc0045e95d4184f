"""A path that may not even be looked at is refused in one plain line, wherever it is given."""

import os
from collections.abc import Sequence
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Homeport

# Longer than any file system takes: looking at it fails for everybody, as a closed folder does for all but root.
UNUSABLE = "x" * 300
ANSWERS = str(Path(__file__).parents[1] / "data" / "sps10_cchs_raw_with_official_scores.csv")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--data", UNUSABLE, "site", "init", "--name", "Synthetic", "--time-zone", "UTC"),
        ("--data", UNUSABLE, "caseload"),
        ("--data", UNUSABLE, "doctor"),
        ("--data", UNUSABLE, "restore", "backup"),
        ("backup", UNUSABLE),
        ("restore", UNUSABLE),
        ("run", UNUSABLE),
        ("run", os.devnull, "--on-refusal", "collect", "--refusals", UNUSABLE),
        ("policy", "publish", UNUSABLE, "--as", "sol"),
        ("form", "load", UNUSABLE),
        ("score", "rfq-8", UNUSABLE, "--items", "Q{n}"),
        ("score", "sps-10", ANSWERS, "--items", "item_{n}", "--missing", "6,7,8,9", "--out", UNUSABLE),
    ],
    ids=lambda arguments: " ".join(one for one in arguments if one not in {UNUSABLE, ANSWERS}),
)
def test_a_path_that_cannot_be_looked_at_is_refused(
    clinic: Clinic, homeport: Homeport, arguments: Sequence[str]
) -> None:
    ran = homeport(*arguments)

    assert ran.status == 2
    assert ran.out == ""
    assert len(ran.err.splitlines()) == 1
    assert "inside" not in ran.err
