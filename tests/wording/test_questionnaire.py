"""Wording is read from a FHIR Questionnaire that fits its form, and refused in plain words where it does not."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.wording import Wording, read_questionnaire
from engine.refusals import Invalid
from tests.wording.made_up import Json, questionnaire
from workflows.instruments.form import form_ids, load_form


def read(data: Any) -> Wording:
    return read_questionnaire(json.dumps(data).encode())


def refusal(data: Any) -> str:
    with pytest.raises(Invalid) as refused:
        read(data)
    return str(refused.value)


@pytest.mark.parametrize("form", form_ids())
def test_a_questionnaire_that_fits_is_read_item_by_item(form: str) -> None:
    found = read(questionnaire(form))

    assert (found.form, found.version, found.language) == (form, 1, "en")
    assert found.items == {item: f"Invented sentence {item}." for item in load_form(form).items}
    low, high = load_form(form).response_range
    assert found.options["1"] == {code: f"Invented label {code}" for code in range(low, high + 1)}
    assert (found.instructions, found.title, found.copyright) == (
        ("Invented instructions.",),
        "A made-up questionnaire",
        "Nobody's",
    )


def test_questions_may_stand_in_groups() -> None:
    data = questionnaire()
    data["item"] = [{"linkId": "g", "type": "group", "item": [{"linkId": "h", "type": "group", "item": data["item"]}]}]

    assert list(read(data).items) == list(load_form("rfq-8").items)


def test_responses_need_no_label_each() -> None:
    data = questionnaire()
    for option in data["item"][1]["answerOption"][1:-1]:
        del option["valueCoding"]["display"]

    assert read(data).options["1"] == {1: "Invented label 1", 7: "Invented label 7"}


def test_responses_may_be_plain_numbers_or_left_out() -> None:
    data = questionnaire()
    data["item"][1]["answerOption"] = [{"valueInteger": code} for code in range(1, 8)]
    del data["item"][2]["answerOption"]

    found = read(data)

    assert (found.options["1"], found.options["2"]) == ({}, {})


def test_a_range_that_the_form_may_be_declared_with_is_kept() -> None:
    data = questionnaire("ecr-s")
    for item in data["item"][1:]:
        item["answerOption"] = item["answerOption"][:5]

    assert read(data).response_range == (1, 5)


def changed(change: Callable[[Json], Any], form: str = "rfq-8") -> Json:
    data: Json = json.loads(json.dumps(questionnaire(form)))
    change(data)
    return data


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ([], "no FHIR Questionnaire"),
        ({"resourceType": "Patient"}, "no FHIR Questionnaire"),
        (questionnaire(url=None), "url is missing"),
        (questionnaire(url="https://forms.example/Questionnaire/other"), "url does not end in / and the id of a form"),
        (questionnaire(version=None), 'version is missing: that of the form, such as "1"'),
        (questionnaire(version="2"), "version: rfq-8 has no version 2"),
        (questionnaire(language=None), "language is missing"),
        (questionnaire(language="../en"), "language is missing"),
        (questionnaire(item="x"), "item is not a list"),
        (changed(lambda data: data["item"].pop()), "item 8 is missing"),
        (changed(lambda data: data["item"].append(data["item"][1])), "item 1 is there more than once"),
        (changed(lambda data: data["item"].append({"linkId": "9", "text": "x"})), "1 questions have a linkId"),
        (changed(lambda data: data["item"][1].pop("text")), "item 1 has no text"),
        (changed(lambda data: data["item"][1].update(text="  ")), "item 1 has no text"),
        (
            changed(lambda data: data["item"][1]["answerOption"].pop()),
            "item 1 does not offer each response from 1 to 7",
        ),
        (
            changed(lambda data: data["item"][1]["answerOption"].append({"valueInteger": 8})),
            "answerOption: rfq-8 is scored on responses 1 to 7 only",
        ),
        (
            changed(lambda data: data["item"][1]["answerOption"].append({"valueInteger": 7})),
            "item 1 does not offer each response from 1 to 7 once",
        ),
        (
            changed(lambda data: data["item"][1]["answerOption"].append({"valueString": "often"})),
            "neither a valueCoding with a whole number as its code nor a valueInteger",
        ),
        (
            changed(lambda data: data["item"][1].update(answerValueSet="#scale")),
            "a list answerOption in each item only",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_what_is_wrong(data: Any, says: str) -> None:
    assert says in refusal(data)


def test_every_problem_is_told_up_to_a_few() -> None:
    told = refusal(questionnaire(item=[]))

    assert "item 1 is missing" in told
    assert told.endswith("and 3 more like these")


@pytest.mark.parametrize("content", [b"", b"not json", b"\xff\xfe", b"[" * 100_000, b" " * 1_000_001])
def test_what_is_no_questionnaire_file_is_refused(content: bytes) -> None:
    with pytest.raises(Invalid, match="the file is"):
        read_questionnaire(content)


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
)


def told(data: Any) -> str:
    """The form that was read, or why none was."""
    try:
        return read(data).form
    except Invalid as refused:
        return str(refused)


@given(st.sampled_from(["url", "version", "language", "title", "copyright", "item"]), values)
def test_whatever_stands_in_a_field_it_is_read_or_refused(field: str, value: Any) -> None:
    assert told(questionnaire(**{field: value}))


@given(st.sampled_from(["linkId", "type", "text", "answerOption", "item"]), values)
def test_whatever_stands_in_an_item_it_is_read_or_refused(field: str, value: Any) -> None:
    assert told(changed(lambda data: data["item"][1].update({field: value})))
