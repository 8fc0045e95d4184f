"""`homeport outcomes`: a programme's outcomes for people, scripts and spreadsheets."""

import csv
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Ran
from tests.histories import history, step
from workflows.aiat.policy import shipped_policy
from workflows.aiat.reading import read_command

Homeport = Callable[..., Ran]
SIX = range(1, 7)


@pytest.fixture
def ended(clinic: Clinic) -> Clinic:
    """A site from which six clients were discharged early, and in which one is in treatment."""
    for number in (*SIX, 7):
        for line in history(number):
            clinic.execute(read_command(line))
    for number in SIX:
        at = clinic.engine.load(f"episode-e-{number}").state.opened.at.us // 1_000_000
        line = step(f"e-{number}", "discharge_early", _later(at), teds_reason=2, reason="does not come any more")
        clinic.execute(read_command(line))
    return clinic


def _later(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC) + timedelta(days=30)


@pytest.mark.usefixtures("ended")
def test_a_script_gets_the_outcomes_as_data(homeport: Homeport) -> None:
    found = homeport("outcomes", "--json").json

    assert found["endings"]["2"] is None  # six and one: told with the seven, they would tell the one
    assert found["starters"] == 7
    assert found["reached"]["social_map_building"] == 7
    assert [group["name"] for group in found["groups"]] == ["completers", "all_starters"]
    assert found["groups"][0]["people"] == found["reached"]["completed"] == 0  # nobody came to the stage before
    assert found["endings"]["3"] is None  # a zero beside the one
    assert found["withheld"] > 0


@pytest.mark.usefixtures("ended")
def test_a_person_reads_both_groups_and_how_much_is_withheld(homeport: Homeport) -> None:
    ran = homeport("outcomes")

    assert ran.status == 0
    assert "Completers whose treatment ended: 0" in ran.out
    assert "All starters whose treatment ended: *" in ran.out
    assert "counts are withheld (*)" in ran.out


@pytest.mark.usefixtures("ended")
def test_a_spreadsheet_gets_one_figure_a_row_and_a_last_row_that_says_what_is_withheld(
    homeport: Homeport, tmp_path: Path
) -> None:
    path = tmp_path / "outcomes.csv"

    ran = homeport("outcomes", "--csv", path)

    with path.open(newline="", encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    assert header[-1] == "value"
    assert rows[-1][1] == "note"
    assert "are withheld" in rows[-1][-1]
    assert str(path) in ran.out


@pytest.mark.usefixtures("ended")
def test_the_period_is_that_of_admission(homeport: Homeport) -> None:
    assert homeport("outcomes", "--from", "2026-02-03", "--json").json["starters"] == 0
    assert homeport("outcomes", "--until", "2026-02-02", "--json").json["starters"] == 7


def test_how_small_is_small_is_the_policys(homeport: Homeport, ended: Clinic) -> None:
    policy = {**shipped_policy().model_dump(mode="json"), "version": 2, "reporting": {"smallest_count": 2}}
    ended.execute(read_command({"command": "publish_policy", "id": "publish-2", "actor": "sol", "content": policy}))

    found = homeport("outcomes", "--json").json

    assert found["smallest"] == 2
    assert found["endings"]["2"] is None
    assert found["starters"] == 7


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--from", "soon"), "--from is not a day"),
        (("--until", "2026-02-30"), "--until is not a day"),
        (("--from", "2026-03-01", "--until", "2026-02-01"), "the period ends before it begins"),
        (("--csv", "/nowhere/at/all.csv"), "cannot be written"),
    ],
)
@pytest.mark.usefixtures("clinic")
def test_what_cannot_be_done_is_told_in_one_line(homeport: Homeport, arguments: tuple[str, ...], says: str) -> None:
    ran = homeport("outcomes", *arguments)

    assert ran.status == 2
    assert says in ran.err


@pytest.mark.usefixtures("ended")
def test_the_stored_rows_are_what_the_log_gives(homeport: Homeport) -> None:
    assert homeport("outcomes").status == 0
    assert homeport("projections", "verify").status == 0
    views = {view["view"]: view["lag"] for view in homeport("projections", "list", "--json").json}
    assert views == {"caseload": 0, "deadlines": 0, "outcomes": 0}
    assert homeport("projections", "rebuild", "outcomes").status == 0


def test_nothing_personal_is_told_or_stored(homeport: Homeport, ended: Clinic) -> None:
    out = homeport("outcomes", "--json").out

    stored = b"".join(path.read_bytes() for path in ended.folder.glob("views.db*"))
    assert "CANARY" not in out
    assert b"CANARY" not in stored
    assert b"e-1" in stored
