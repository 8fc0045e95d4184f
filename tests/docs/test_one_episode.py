"""The example script: one whole episode by hand, from an empty folder to a signed discharge, and back from a backup."""

import json
from typing import Any

import pytest

from tests.docs.conftest import Example
from tests.docs.shell import run


@pytest.fixture(scope="module")
def record(example: Example) -> Any:
    """The exported record of the episode."""
    exported = run("homeport episode export e-1 --json", example.data.parent, HOMEPORT_DATA=str(example.data))
    return json.loads(exported.out)


def test_the_script_runs_to_its_end(example: Example) -> None:
    assert example.ran.status == 0, example.ran.out
    assert example.ran.out.splitlines()[-1] == "goal attainment is the same before and after the restore"


def test_the_episode_went_through_every_stage_and_is_completed(record: Any) -> None:
    assert record["episode"]["status"] == "completed"
    assert [one["stage"] for one in record["episode"]["stages"]] == [
        "intake",
        "assessment",
        "social_map_building",
        "relapse_planning",
        "discharge_reassessment",
        "completed",
    ]
    assert [one["meaning"] for one in record["signatures"]] == ["author", "co_signer"]


def test_one_entry_was_amended_and_one_voided_and_the_history_shows_both(record: Any) -> None:
    history = record["history"]
    entries = [row for row in history if row["corrects"] is None]

    assert [row["entry"] for row in entries if row["amended_by"]] == ["k-3"]
    assert [row["entry"] for row in entries if row["voided_by"]] == ["k-7"]
    assert [row["entry"] for row in history if row["corrects"]] == ["k-3", "k-7"]


@pytest.mark.parametrize(
    "type_",
    ["episode.put_on_hold", "episode.resumed", "episode.substance_use_recorded", "episode.group_attended"],
)
def test_the_history_holds_a_hold_a_recurrence_and_a_group(record: Any, type_: str) -> None:
    assert [row["type"] for row in record["history"]].count(type_) == 1


def test_the_restored_site_holds_the_same_record(example: Example, record: Any) -> None:
    folder = example.data.parent
    restored = run("homeport episode export e-1 --json", folder, HOMEPORT_DATA=f"{example.data}.restored")
    again = json.loads(restored.out)

    assert again["history"] == record["history"]
    assert again["episode"]["goals"]["criteria"] == record["episode"]["goals"]["criteria"]
