"""`homeport policy`: what episodes are judged by is shown, and new versions are published, never changed ones."""

import json
from pathlib import Path
from typing import Any

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Homeport
from tests.histories import intake
from workflows.aiat.reading import read_command


def edited(path: Path, content: dict[str, Any], **changes: Any) -> Path:
    path.write_text(json.dumps(content | changes))
    return path


def test_the_policy_in_force_is_shown(clinic: Clinic, homeport: Homeport) -> None:
    assert homeport("policy", "show", "--json").json == clinic.site.latest_policy.model_dump(mode="json")

    out = homeport("policy", "show").out
    assert out.startswith("Policy aiat-2021 version 1")
    assert "demonstrated_use.window_days" in out


def test_the_pathway_in_force_is_shown(clinic: Clinic, homeport: Homeport) -> None:
    assert homeport("policy", "definition", "--json").json == clinic.site.latest_definition.model_dump(mode="json")

    assert "treatment_consent" in homeport("policy", "definition").out


@pytest.mark.parametrize(("shown", "publish"), [("show", "publish"), ("definition", "publish-definition")])
def test_a_new_version_holds_for_episodes_opened_from_then_on(
    shown: str, publish: str, clinic: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    for line in intake(1):
        clinic.execute(read_command(line))
    file = edited(tmp_path / "new.json", homeport("policy", shown, "--json").json, version=2)

    ran = homeport("policy", publish, file, "--as", "sol", "--id", "publish-2")
    again = homeport("policy", publish, file, "--as", "sol", "--id", "publish-2", "--json")

    assert ran.status == 0
    assert "version 2 is in force for new episodes" in ran.out
    assert again.json["version"] == 2
    for line in intake(2):
        clinic.execute(read_command(line))
    pins = [
        {(pin.name, pin.version) for pin in (state.definition, state.policy)}
        for state in (clinic.engine.load(f"episode-e-{n}").state for n in (1, 2))
    ]
    assert pins[0] == {("aiat", 1), ("aiat-2021", 1)}
    assert {version for _, version in pins[1]} == {1, 2}


@pytest.mark.parametrize(
    ("content", "actor", "says"),
    [
        ("{", "sol", "is not JSON"),
        ("[]", "sol", "content should be a valid dictionary"),
        ('{"name": "aiat-2021"}', "sol", "version: field required"),
        ("same", "sol", "a published version never changes, so publish a higher one"),
        ("same", "cole", "cole may not publish a policy; it takes an administrator or a supervisor"),
        ("same", "nobody", "nobody is not on the staff"),
    ],
)
def test_what_cannot_be_published_is_refused(
    content: str, actor: str, says: str, clinic: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    file = tmp_path / "new.json"
    file.write_text(homeport("policy", "show", "--json").out if content == "same" else content)
    before = clinic.store.head()

    ran = homeport("policy", "publish", file, "--as", actor)

    assert ran.status == 2
    assert says in ran.err
    assert clinic.store.head() == before


def test_a_definition_with_a_check_that_is_not_known_is_refused(
    clinic: Clinic, homeport: Homeport, tmp_path: Path
) -> None:
    content = homeport("policy", "definition", "--json").json
    content["requirements"]["treatment_consent"]["check"] = "no_such_check"

    ran = homeport("policy", "publish-definition", edited(tmp_path / "new.json", content, version=2), "--as", "sol")

    assert ran.status == 2
    assert "no_such_check" in ran.err


def test_a_file_that_is_not_there_is_refused(clinic: Clinic, homeport: Homeport, tmp_path: Path) -> None:
    for file, says in ((tmp_path / "missing.json", "there is no file"), (tmp_path, "cannot be read")):
        ran = homeport("policy", "publish", file, "--as", "sol")
        assert ran.status == 2
        assert says in ran.err
