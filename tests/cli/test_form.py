"""`homeport form`: wording is loaded, listed and shown; none is shipped."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from tests.cli.conftest import Ran
from tests.wording.made_up import questionnaire

Homeport = Callable[..., Ran]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of made-up wording."""
    path = tmp_path / "rfq-8.json"
    path.write_text(json.dumps(questionnaire()))
    return path


def test_loaded_wording_is_listed_and_shown(homeport: Homeport, clinic: Clinic, file: Path) -> None:
    before = homeport("form", "show", "rfq-8")
    ran = homeport("form", "load", file, "--as", "sol")
    after = homeport("form", "show", "rfq-8")

    assert "no wording in en was loaded" in before.out
    assert ran.out == "wording of rfq-8 version 1 loaded in en: 8 items\n"
    assert "Invented sentence 8." in after.out
    assert "Nobody's" in after.out
    listed = {row["form"]: row["languages"] for row in homeport("form", "list", "--json").json}
    assert listed["rfq-8"] == ["en"]
    assert listed["ecr"] == []


def test_a_script_is_told_where_it_lies_and_what_it_says(homeport: Homeport, clinic: Clinic, file: Path) -> None:
    told = homeport("form", "load", file, "--json").json

    assert told == {
        "form": "rfq-8",
        "version": 1,
        "language": "en",
        "items": 8,
        "file": str(clinic.folder / "wording" / "rfq-8.v1.en.json"),
    }
    assert homeport("form", "show", "rfq-8", "--json").json["wording"]["items"]["1"] == "Invented sentence 1."
    assert homeport("form", "show", "ecr", "--json").json["wording"] is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("load", "nowhere.json"), "there is no file nowhere.json"),
        (("load", "."), "cannot be read"),
        (("show", "ecr-x"), "there is no form 'ecr-x'"),
    ],
)
@pytest.mark.usefixtures("clinic")
def test_what_is_not_there_is_told(
    homeport: Homeport, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], says: str
) -> None:
    monkeypatch.chdir(tmp_path)

    ran = homeport("form", *arguments)

    assert ran.status == 2
    assert says in ran.err


def test_wording_that_does_not_fit_is_refused_in_one_line_and_nothing_is_kept(
    homeport: Homeport, clinic: Clinic, file: Path
) -> None:
    file.write_text(json.dumps(questionnaire(version="7")))

    ran = homeport("form", "load", file)

    assert (ran.status, ran.err) == (2, "homeport: version: rfq-8 has no version 7\n")
    assert not (clinic.folder / "wording").exists()


def test_only_who_may_is_let_load_it(homeport: Homeport, clinic: Clinic, file: Path) -> None:
    ran = homeport("form", "load", file, "--as", "mira")

    assert ran.status == 2
    assert "mira may not load wording" in ran.err
