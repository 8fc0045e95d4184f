"""Loaded wording lies with the site, and is found by form and language."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.clinic import Clinic
from adapters.wording import keep, loaded, read_questionnaire, wording
from engine.refusals import NotAllowed
from events.store import StoreDamaged
from tests.http.clinic import MORNING, Clock, found
from tests.servers.tables import execute
from tests.wording.made_up import questionnaire
from workflows.instruments.form import load_form

RFQ = load_form("rfq-8")


@pytest.fixture
def clinic(tmp_path: Path, lies_in: str | None) -> Iterator[Clinic]:
    """A synthetic clinic, nothing loaded."""
    with found(tmp_path / "site", Clock(MORNING), lies_in) as clinic:
        yield clinic


def load(clinic: Clinic, language: str = "en", form: str = "rfq-8", title: str = "Made up") -> Path | None:
    data = questionnaire(form, language=language, title=title)
    return keep(clinic, read_questionnaire(json.dumps(data).encode()), "sol")


def test_none_is_shipped(clinic: Clinic) -> None:
    assert wording(clinic, RFQ, "en") is None
    assert list(loaded(clinic)) == []


def test_what_was_loaded_is_found_again_with_who_loaded_it(clinic: Clinic) -> None:
    load(clinic)

    said = wording(clinic, RFQ, "en")
    assert said is not None
    assert said.items["3"] == "Invented sentence 3."
    assert said.options["3"][7] == "Invented label 7"
    assert (said.loaded_by, said.loaded_at) == ("sol", "2026-02-20T16:00:00+00:00")


def test_each_form_and_language_has_its_own(clinic: Clinic) -> None:
    for language in ("en", "es"):
        load(clinic, language)
    load(clinic, form="sps-24")

    assert [(one.form, one.language) for one in loaded(clinic)] == [("rfq-8", "en"), ("rfq-8", "es"), ("sps-24", "en")]
    assert wording(clinic, load_form("ecr"), "en") is None


def test_loading_again_replaces_it_and_leaves_nothing_behind(clinic: Clinic) -> None:
    load(clinic, title="First")
    load(clinic, title="Second")

    assert [one.title for one in loaded(clinic)] == ["Second"]


@pytest.mark.parametrize(
    ("there", "asked", "language"),
    [
        (("es", "es-MX"), "es-MX", "es-MX"),
        (("es", "es-MX"), "es-ES", "es"),
        (("es-MX",), "es", "es-MX"),
        (("es",), "en", None),
    ],
)
def test_a_variety_of_a_language_stands_in_and_another_language_does_not(
    clinic: Clinic, there: tuple[str, ...], asked: str, language: str | None
) -> None:
    for one in there:
        load(clinic, one)

    said = wording(clinic, RFQ, asked)

    assert (said.language if said else None) == language


@pytest.mark.parametrize("staff", ["mira", "audra", "nobody"])
def test_only_administrators_and_supervisors_load_wording(clinic: Clinic, staff: str) -> None:
    with pytest.raises(NotAllowed):
        keep(clinic, read_questionnaire(json.dumps(questionnaire()).encode()), staff)
    assert list(loaded(clinic)) == []


@pytest.mark.parametrize("lies_in", ["sqlite"], indirect=True)
def test_in_files_it_is_one_file_a_wording_and_its_owners_alone(clinic: Clinic) -> None:
    load(clinic, title="First")
    path = load(clinic, title="Second")

    assert path == clinic.folder / "wording" / "rfq-8.v1.en.json"
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("lies_in", ["postgresql"], indirect=True)
def test_a_damaged_row_is_told_with_its_remedy(clinic: Clinic) -> None:
    assert load(clinic) is None
    execute(clinic.storage, "wording", "UPDATE wording SET content = '{}'")

    with pytest.raises(StoreDamaged, match="homeport form load"):
        wording(clinic, RFQ, "en")


@pytest.mark.parametrize("lies_in", ["sqlite"], indirect=True)
@pytest.mark.parametrize("content", [b"", b"{}", b"\xff"])
def test_a_damaged_file_is_told_with_its_remedy(clinic: Clinic, content: bytes) -> None:
    path = load(clinic)
    assert path is not None
    path.write_bytes(content)

    with pytest.raises(StoreDamaged, match="homeport form load"):
        wording(clinic, RFQ, "en")
