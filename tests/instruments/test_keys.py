"""The keys against what was published, and against answers that real people gave."""

import csv
from pathlib import Path

import pytest

from workflows.instruments.form import Form, Subscale, form_ids, load_form
from workflows.instruments.keying import Answers, key_for
from workflows.instruments.scoring import score, score_as_found
from workflows.instruments.summary import ScaleSummary, Summary

DATA = Path(__file__).resolve().parents[1] / "data"

# A released form is for ever: another key, range or rule is a new version, in a file of its own.
RELEASED = {
    ("ecr", 1): "7e96115bb75fca39d366d66b18f6b0261f368d864fa90751beef5f9e5d6aa238",
    ("ecr-r", 1): "f89877275079095479b741393dbbaa63a1947415493e0ab51bfdb6355764eca5",
    ("ecr-rs", 1): "621ff0da173fceaf4e6c28338a0548688b890dad4bed22c75c6f05ce72a8a75b",
    ("ecr-s", 1): "49179ec336ee705feb8bc43ed91af9b036ea431e0c69cef9ef30ae35fb2992f0",
    ("ments", 1): "ade637be3c84fbd82ffa45a81e1f7cdcb87a40567fbc822512208a7896d1ab41",
    ("rfq-8", 1): "0ffb241f135be60f2d0e0b0da0a383ecb040d3117333def91aaa6bc432f2ec25",
    ("sps-10", 1): "d18636cafd4aded9adaefe63c057d75add440e775a16a66dbc5d1fec4e52458b",
    ("sps-24", 1): "be00e6f6c1130404f420aadf9c61732d65ad8545ec9599f59be0b877fc37e8e2",
}

REVERSED = {
    "ecr": {3, 15, 19, 22, 25, 27, 29, 31, 33, 35},
    "ecr-r": {9, 11, 20, 22, 26, 27, 28, 29, 30, 31, 33, 34, 35, 36},
    "ecr-s": {1, 5, 8, 9},
    "ecr-rs": {1, 2, 3, 4},
    "rfq-8": set(),
    "ments": {8, 9, 11, 14, 18, 19, 21, 22, 26, 27},
    "sps-24": {2, 3, 6, 9, 10, 14, 15, 18, 19, 21, 22, 24},
    "sps-10": set(),
}


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def ecr_answers() -> list[Answers]:
    """3,000 people, responses 1 to 5."""
    return [
        {str(item): int(row[f"Q{item}"]) or None for item in range(1, 37)}
        for row in rows("ecr36_openpsychometrics_sample.csv")
    ]


def summarise(form: Form, people: list[Answers]) -> dict[str, ScaleSummary]:
    key = key_for(form, (1, 5))
    summary = Summary(key)
    for answers in people:
        summary.add(answers, score_as_found(key, answers))
    return summary.scales()


@pytest.mark.parametrize("form_id", form_ids())
def test_the_released_file_of_a_form_has_not_changed(form_id: str) -> None:
    form = load_form(form_id)

    assert form.hash == RELEASED[form_id, form.version]


def test_every_released_form_is_still_there() -> None:
    assert {(form_id, load_form(form_id, version).version) for form_id, version in RELEASED} == set(RELEASED)


@pytest.mark.parametrize("form_id", form_ids())
def test_the_published_items_are_reversed_and_no_others(form_id: str) -> None:
    form = load_form(form_id)

    assert {int(item) for scale in form.subscales for item in scale.reverse} == REVERSED[form_id]


@pytest.mark.parametrize("form_id", form_ids())
def test_every_item_counts_toward_a_score(form_id: str) -> None:
    form = load_form(form_id)

    assert {item for scale in form.subscales for item in scale.items} == set(form.items)


def test_every_official_score_of_the_canadian_survey_comes_out_exactly() -> None:
    form = load_form("sps-10")
    compared = dict.fromkeys(form.score_names, 0)

    for row in rows("sps10_cchs_raw_with_official_scores.csv"):
        codes = {item: int(row[f"item_{item}"]) for item in form.items}
        scores = score(form, {item: 5 - code if code <= 4 else None for item, code in codes.items()})
        for name, value in scores.values.items():
            official = int(row[f"official_{name}"])
            assert value == (None if official in {9, 96, 99} else official)
            compared[name] += value is not None

    assert compared["total"] == 188
    assert min(compared.values()) == 188


def test_all_items_of_both_ecr_scales_hang_together_in_real_answers() -> None:
    scales = summarise(load_form("ecr"), ecr_answers())

    for name in ("avoidance", "anxiety"):
        assert not scales[name].negative_items
        assert min(r for r in scales[name].item_rest.values() if r is not None) > 0.4
        assert (scales[name].alpha or 0) > 0.9


def test_a_wrong_key_shows_as_a_negative_item_rest_correlation_though_alpha_stays_high() -> None:
    # Given the ECR with one item keyed the wrong way
    form = load_form("ecr")
    wrong = [
        scale.model_copy(update={"reverse": (*scale.reverse, "1")}) if scale.name == "avoidance" else scale
        for scale in form.subscales
    ]

    # When real answers are scored by it
    avoidance = summarise(form.model_copy(update={"subscales": tuple(wrong)}), ecr_answers())["avoidance"]

    # Then the item runs against the others
    assert avoidance.negative_items == ("1",)
    assert avoidance.lowest_item_rest is not None
    assert avoidance.lowest_item_rest[0] == "1"
    assert (avoidance.alpha or 0) > 0.85


def test_a_subscale_that_names_an_item_the_form_has_not_is_no_form() -> None:
    form = load_form("ecr-s")
    stray = Subscale(name="stray", better="lower", items=("99",), minimum_answered=1)

    with pytest.raises(ValueError, match="stray names an item that is not there"):
        Form.model_validate(form.model_dump() | {"subscales": (*form.subscales, stray)})
