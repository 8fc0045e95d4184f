"""What holds for every form, every range and every set of answers."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.instruments.form import Form, Range, form_ids, load_form
from workflows.instruments.keying import key_for, reverse
from workflows.instruments.scoring import score, score_as_found, score_bounds

Administration = tuple[Form, Range, dict[str, int | None]]


@st.composite
def administrations(draw: st.DrawFn) -> Administration:
    form = load_form(draw(st.sampled_from(form_ids())))
    declared = st.tuples(st.integers(0, 1), st.integers(2, 10))
    response_range = form.response_range if form.fixed_range else draw(declared)
    answer = st.one_of(st.integers(*response_range), st.integers(*response_range), st.none())
    few_declined = st.fixed_dictionaries({item: st.integers(*response_range) for item in form.items})
    any_declined = st.fixed_dictionaries(dict.fromkeys(form.items, answer))
    answers: dict[str, int | None] = dict(draw(st.one_of(few_declined, any_declined)))
    if draw(st.booleans()):
        answers[draw(st.sampled_from(form.items))] = None
    return form, response_range, answers


@given(administrations(), st.randoms(use_true_random=False))
def test_scores_do_not_depend_on_the_order_of_the_items(administration: Administration, random: Random) -> None:
    form, response_range, answers = administration
    shuffled = sorted(answers.items(), key=lambda _: random.random())

    assert score(form, dict(shuffled), response_range=response_range) == score(
        form, answers, response_range=response_range
    )


@given(administrations())
def test_scores_are_bounded_by_the_form(administration: Administration) -> None:
    form, response_range, answers = administration

    for name, value in score(form, answers, response_range=response_range).values.items():
        low, high = score_bounds(form, name, response_range)
        assert value is None or low - 1e-9 <= value <= high + 1e-9


@given(administrations())
def test_a_score_exists_or_says_why_and_is_prorated_when_items_are_missing(
    administration: Administration,
) -> None:
    form, response_range, answers = administration
    items = {keyed.name: len(keyed.items) for keyed in key_for(form, response_range).scores}

    scores = score(form, answers, response_range=response_range)

    for name, value in scores.values.items():
        assert (value is None) == (name in scores.not_scorable)
        assert (name in scores.prorated) == (value is not None and scores.answered[name] < items[name])


@given(administrations())
def test_a_complete_form_is_never_prorated_and_always_scored(administration: Administration) -> None:
    form, response_range, answers = administration
    complete = {item: response_range[0] if answer is None else answer for item, answer in answers.items()}

    scores = score(form, complete, response_range=response_range)

    assert not scores.prorated
    assert not scores.not_scorable


@given(st.integers(0, 3), st.integers(1, 10), st.data())
def test_reversing_twice_gives_the_answer_back(low: int, width: int, data: st.DataObject) -> None:
    response_range = (low, low + width)
    answer = data.draw(st.integers(*response_range))

    assert low <= reverse(answer, response_range) <= low + width
    assert reverse(reverse(answer, response_range), response_range) == answer


@given(administrations())
def test_answers_counted_from_the_other_end_mirror_every_score_that_is_not_recoded(
    administration: Administration,
) -> None:
    form, response_range, answers = administration
    mirrored = {item: None if a is None else reverse(a, response_range) for item, a in answers.items()}
    recoded = {scale.name for scale in form.subscales if scale.recode}

    scores = score(form, answers, response_range=response_range).values
    mirror = score(form, mirrored, response_range=response_range).values

    for name, value in scores.items():
        mirrored_value = mirror[name]
        assert (value is None) == (mirrored_value is None)
        if value is not None and mirrored_value is not None and name not in recoded:
            assert value + mirrored_value == pytest.approx(sum(score_bounds(form, name, response_range)))


@given(administrations(), st.data())
def test_an_answer_out_of_range_never_changes_the_scores_it_does_not_belong_to(
    administration: Administration, data: st.DataObject
) -> None:
    form, response_range, answers = administration
    item = data.draw(st.sampled_from(form.items))
    key = key_for(form, response_range)

    before = score_as_found(key, answers)
    after = score_as_found(key, answers | {item: response_range[1] + 1})

    for keyed in key.scores:
        if item in keyed.items:
            assert after.not_scorable[keyed.name] == "out_of_range"
        else:
            assert after.values[keyed.name] == before.values[keyed.name]
