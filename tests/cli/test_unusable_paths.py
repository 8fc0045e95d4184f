"""A path that may not even be looked at is refused in one plain line, wherever it is given."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Homeport
from tests.somebody import SOMEBODY, somebody_else

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


@pytest.fixture
def shared(clinic: Clinic) -> Iterator[Path]:
    """A copy of the site where somebody else could get at it; pytest's own folders are closed to others."""
    public = Path(tempfile.mkdtemp())
    public.chmod(0o755)
    shutil.copytree(clinic.folder, public / "site")
    for path in (public / "site", *(public / "site").rglob("*")):
        if not os.getuid():
            os.chown(path, SOMEBODY, SOMEBODY)
    yield public / "site"
    shutil.rmtree(public)


def test_views_that_may_not_be_written_are_told_with_what_to_do(shared: Path, homeport: Homeport) -> None:
    assert homeport("caseload", "--data", shared).status == 0
    (shared / "views.db").chmod(0o444)

    with somebody_else():
        ran = homeport("caseload", "--data", shared)

    assert ran.status == 2
    assert "views.db cannot be opened (Permission denied): see that you may read and write it" in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.mark.parametrize("before", [True, False])
def test_the_folder_of_somebody_else_is_told_with_what_to_do(before: bool, shared: Path, homeport: Homeport) -> None:
    shared.chmod(0)
    named = ("--data", shared)

    with somebody_else():
        ran = homeport(*named, "caseload") if before else homeport("caseload", *named)

    assert ran.status == 2
    assert ran.err.startswith(f"homeport: you may not read {shared}; ask whoever keeps it to let you, or give another")
    assert len(ran.err.splitlines()) == 1
