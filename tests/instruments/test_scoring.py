"""Scores: worked examples, missing answers, and what is refused."""

import pytest

from workflows.instruments.errors import AnswerError, RangeNotAllowed, UnknownForm
from workflows.instruments.form import load_form
from workflows.instruments.keying import key_for
from workflows.instruments.scoring import Scores, score, score_as_found


def scored(form_id: str, answers: str) -> Scores:
    form = load_form(form_id)
    return score(form, dict(zip(form.items, map(int, answers.split()), strict=True)))


@pytest.mark.parametrize(
    ("answers", "certainty", "uncertainty"),
    [
        ("1 1 1 1 1 1 1 1", 3.0, 0.5),
        ("4 4 4 4 4 4 4 4", 0.0, 0.0),
        ("7 7 7 7 7 7 7 7", 0.0, 2.5),
        ("7 7 7 7 7 7 1 7", 0.0, 3.0),
        ("1 2 3 4 5 6 7 1", 1.0, 0.5),
        ("2 6 3 5 5 7 3 6", 0.5, 10 / 6),
    ],
)
def test_the_rfq_is_recoded_for_certainty_and_uncertainty(answers: str, certainty: float, uncertainty: float) -> None:
    scores = scored("rfq-8", answers)

    assert scores.values["certainty"] == certainty
    assert scores.values["uncertainty"] == uncertainty


def test_the_rfq_r_7_is_the_raw_mean_without_item_7() -> None:
    assert scored("rfq-8", "2 6 3 5 5 7 3 6").values["rfq_r_7"] == 34 / 7


def test_the_worked_example_of_the_ecr() -> None:
    scores = scored("ecr", "1 2 7 2 1 2 2 2 1 2 2 1 1 1 7 2 2 2 2 2 7 6 2 2 7 6 6 1 4 1 6 2 6 4 2 1")

    assert scores.values == {"avoidance": 44 / 18, "anxiety": 37 / 18}


def test_answers_are_reversed_on_the_range_that_was_offered() -> None:
    form = load_form("ecr-s")
    lowest = dict.fromkeys(form.items, 1)

    on_7 = score(form, lowest)
    on_5 = score(form, lowest, response_range=(1, 5))

    assert on_7.values == {"avoidance": (3 * 7 + 3) / 6, "anxiety": (7 + 5) / 6}
    assert on_5.values == {"avoidance": (3 * 5 + 3) / 6, "anxiety": (5 + 5) / 6}


def test_a_mean_over_fewer_items_is_flagged_as_prorated() -> None:
    form = load_form("ecr")
    answers = dict.fromkeys(form.items, 4) | {"1": None, "3": None, "5": 7}

    scores = score(form, answers)

    assert scores.values["avoidance"] == (15 * 4 + 7) / 16
    assert scores.prorated == ("avoidance",)
    assert scores.answered == {"avoidance": 16, "anxiety": 18}


def test_a_score_with_too_many_items_missing_does_not_exist_and_says_why() -> None:
    form = load_form("ecr")
    answers = dict.fromkeys(form.items, 4) | {"1": None, "3": None, "5": None}

    scores = score(form, answers)

    assert scores.as_data() == {
        "scores": {"anxiety": 4.0},
        "prorated": [],
        "not_scorable": {"avoidance": "too_many_missing"},
    }


def test_a_sum_over_fewer_items_is_scaled_up_and_its_total_is_prorated_too() -> None:
    form = load_form("sps-24")
    # item 4 is one of the four of nurturance, whose items 15 and 24 are reversed
    answers = dict.fromkeys(form.items, 4) | {"4": None}

    scores = score(form, answers)

    assert scores.values["nurturance"] == (4 + 1 + 1) * 4 / 3
    assert scores.values["total"] == 5 * 10 + 8
    assert scores.prorated == ("nurturance", "total")


@pytest.mark.parametrize(("form_id", "item"), [("sps-10", "1"), ("ments", "8")])
def test_a_form_that_needs_every_item_has_no_total_without_one(form_id: str, item: str) -> None:
    form = load_form(form_id)
    answers = dict.fromkeys(form.items, 3) | {item: None}

    scores = score(form, answers)

    assert scores.values["total"] is None
    assert scores.not_scorable["total"] == "too_many_missing"
    assert len(scores.not_scorable) == 2


def test_every_wrong_answer_is_named_and_not_only_the_first() -> None:
    form = load_form("ecr-rs")
    answers = {"1": 8, "2": 0, "3": 4, "4": None, "5": 4, "6": 4, "7": 4, "8": 4, "10": 3}

    with pytest.raises(AnswerError) as refusal:
        score(form, answers)

    assert refusal.value.problems == (
        "item 1 is 8, outside the range 1 to 7",
        "item 2 is 0, outside the range 1 to 7",
        "item 9 is missing: give null if it was declined",
        "item 10 does not belong to ecr-rs",
    )


@pytest.mark.parametrize("answer", [True, 3.0, "3"])
def test_an_answer_is_a_whole_number(answer: object) -> None:
    form = load_form("ecr-rs")

    with pytest.raises(AnswerError, match="item 1 is not a whole number"):
        score(form, dict.fromkeys(form.items, 4) | {"1": answer})  # type: ignore[arg-type]


def test_answers_to_the_range_of_the_published_form_do_not_fit_a_narrower_one() -> None:
    form = load_form("ecr-s")

    with pytest.raises(AnswerError, match="item 1 is 6, outside the range 1 to 5"):
        score(form, dict.fromkeys(form.items, 6), response_range=(1, 5))


def test_in_a_file_an_answer_out_of_range_costs_only_the_scores_it_belongs_to() -> None:
    form = load_form("sps-10")
    answers = dict.fromkeys(form.items, 3) | {"1": 8}

    scores = score_as_found(key_for(form), answers)

    assert scores.values["guidance"] == 6
    assert scores.not_scorable == {"reliable_alliance": "out_of_range", "total": "out_of_range"}


def test_out_of_range_is_told_before_too_many_missing() -> None:
    form = load_form("sps-10")
    answers = dict.fromkeys(form.items, 3) | {"1": 8, "10": None, "2": None}

    scores = score_as_found(key_for(form), answers)

    assert scores.not_scorable == {
        "social_integration": "too_many_missing",
        "reliable_alliance": "out_of_range",
        "total": "out_of_range",
    }


def test_a_recoded_form_is_scored_on_its_own_range_only() -> None:
    form = load_form("rfq-8")

    with pytest.raises(RangeNotAllowed, match="rfq-8 is scored on responses 1 to 7 only"):
        score(form, dict.fromkeys(form.items, 3), response_range=(1, 5))


@pytest.mark.parametrize("declared", [(5, 1), (3, 3), (-2, 2)])
def test_a_range_runs_from_a_lower_to_a_higher_response(declared: tuple[int, int]) -> None:
    with pytest.raises(RangeNotAllowed, match="from a lower to a higher number"):
        load_form("ecr").range_in_force(declared)


def test_an_unknown_form_is_answered_with_the_forms_there_are() -> None:
    with pytest.raises(UnknownForm, match="no form 'phq-9'; the forms are ecr, ecr-r"):
        load_form("phq-9")
    with pytest.raises(UnknownForm, match="ecr has no version 99"):
        load_form("ecr", 99)
