"""`homeport demo`: one episode from intake to completed, in a site of its own."""

import json
import re
from collections.abc import Callable
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from adapters.cli.running import run
from adapters.clinic import Clinic
from events.practice import GroupAttended
from tests.cli.conftest import Ran
from workflows.aiat.criteria import CRITERIA

Homeport = Callable[..., Ran]
Told = dict[str, Any]
KEYS = {"episode", "stage", "stages", "events", "criteria", "gas_t_score", "data_dir"}
FIGURES = {"baseline", "latest", "change", "reliable"}
OF_A_CRITERION = FIGURES | {"criterion", "status", "level", "reasons", "evidence", "source"}
STAGES = ["intake", "assessment", "social_map_building", "relapse_planning", "discharge_reassessment", "completed"]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """What the demo tells a script, played once for the tests that only look at it."""
    with redirect_stdout(StringIO()) as out:
        status = run(["demo", "--json", "--data", str(tmp_path_factory.mktemp("demo") / "site")])
    assert status == 0
    found: Told = json.loads(out.getvalue())
    return found


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder that the command line is called in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_it_tells_a_script_all_there_is_to_know(told: Told) -> None:
    assert set(told) == KEYS
    assert [row["criterion"] for row in told["criteria"]] == list(CRITERIA)
    assert all(set(row) == OF_A_CRITERION for row in told["criteria"])


def test_the_episode_went_through_every_stage_and_is_judged_by_every_criterion(told: Told) -> None:
    assert (told["stage"], told["stages"]) == ("completed", STAGES)
    assert {row["status"] for row in told["criteria"]} == {"judged"}
    assert told["gas_t_score"] is not None


def test_the_evidence_lies_in_the_log_of_the_site_that_it_made(told: Told) -> None:
    with Clinic(Path(told["data_dir"])) as clinic:
        positions = {record.position for record in clinic.store.read_stream(f"episode-{told['episode']}")}

    assert len(positions) == told["events"]
    assert all(row["evidence"] and positions >= set(row["evidence"]) for row in told["criteria"])


def test_there_is_something_to_see_on_the_way(told: Told) -> None:
    with Clinic(Path(told["data_dir"])) as clinic:
        stream = f"episode-{told['episode']}"
        types = {record.type for record in clinic.store.read_stream(stream)}
        groups = clinic.engine.load(stream).state.of(GroupAttended)

    assert types >= {
        "episode.substance_use_recorded",
        "episode.plan_reviewed",
        "episode.put_on_hold",
        "episode.resumed",
        "episode.entry_amended",
        "episode.entry_voided",
    }
    assert max(group.event.participants for group in groups) == 3


def test_its_site_is_a_synthetic_one(told: Told) -> None:
    with Clinic(Path(told["data_dir"])) as clinic:
        assert clinic.site.synthetic


def test_each_demo_has_a_folder_of_its_own(homeport: Homeport, here: Path) -> None:
    first, second = homeport("demo", "--json").json, homeport("demo", "--json").json

    assert first["data_dir"] == str(here / "homeport-demo-1")
    assert second["data_dir"] == str(here / "homeport-demo-2")
    assert [first[key] for key in ("events", "criteria")] == [second[key] for key in ("events", "criteria")]


@pytest.mark.parametrize("seed", [2, 7])
def test_another_seed_is_another_story_that_completes_too(
    homeport: Homeport, tmp_path: Path, told: Told, seed: int
) -> None:
    other = homeport("demo", "--json", "--seed", seed, "--data", tmp_path / "other").json

    assert other["stages"] == STAGES
    assert other["criteria"] != told["criteria"]


def test_a_person_is_shown_the_pathway_the_goals_and_where_the_data_lies(homeport: Homeport, here: Path) -> None:
    ran = homeport("demo")

    assert ran.status == 0
    assert all(stage.replace("_", " ") in ran.out for stage in STAGES)
    assert "Goal Attainment Scaling" in ran.out
    assert "Each figure is rounded by itself" in ran.out
    told = re.search(r"(\d+) events are this episode's, of the (\d+) in the log", ran.out)
    assert told is not None
    assert int(told[1]) < int(told[2]) == homeport("site", "show", "--data", "homeport-demo-1", "--json").json["events"]
    assert "homeport-demo-1" in ran.out
    assert (here / "homeport-demo-1" / "log.db").exists()


@pytest.mark.usefixtures("here")
def test_the_site_of_the_environment_is_left_alone(homeport: Homeport, clinic: Clinic) -> None:
    clinic.close()
    before = everything_in(clinic.folder)

    assert homeport("demo").status == 0
    assert everything_in(clinic.folder) == before


@pytest.mark.parametrize("way", [("demo", "--data"), ("--data",)])
def test_a_folder_that_holds_a_site_is_refused(homeport: Homeport, clinic: Clinic, way: tuple[str, ...]) -> None:
    clinic.close()
    before = everything_in(clinic.folder)
    ran = homeport(*way, clinic.folder, *({"demo"} - {*way}))

    assert ran.status == 2
    assert "holds a site already" in ran.err
    assert everything_in(clinic.folder) == before


def test_a_folder_that_holds_other_things_is_refused(homeport: Homeport, here: Path) -> None:
    (here / "notes.txt").write_text("mine")

    ran = homeport("demo", "--data", here)

    assert ran.status == 2
    assert [path.name for path in here.iterdir()] == ["notes.txt"]
