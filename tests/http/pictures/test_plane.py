"""The plane of anxiety and avoidance."""

from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.http.pictures.plane import Plane, Word, plane
from events.assessment import AttachmentFormulated, DerivedStyle, Style
from tests.aiat.entries import assessed, compared, ecr
from tests.aiat.given import Happened, day, entered, facts, opened, under_way, void
from workflows.instruments.style import quadrant

scores = st.floats(1, 7).map(lambda value: round(value, 3))


def drawn(*later: Happened, baseline: Happened | None = None) -> Plane:
    found = plane(facts([*compared(baseline or ecr("b", 5.5, 3, day(0), "baseline"), later[0]), *later[1:]], day(60)))
    assert found is not None
    return found


def test_the_path_goes_through_every_administration_in_order_of_time() -> None:
    found = drawn(ecr("r", 3, 2.5, day(50), "reassessment"), ecr("i", 4.5, 3, day(20)))
    assert [(point.number, point.occasion, point.anxiety) for point in found.points] == [
        (1, "baseline", 5.5),
        (2, "interim", 4.5),
        (3, "reassessment", 3),
    ]
    assert found.path == "M130 89.5L130 134.5L107.5 202"
    assert [label.occasion for label in found.labels] == ["baseline", "reassessment"]


def test_what_was_asked_otherwise_is_hollow_and_off_the_path() -> None:
    found = drawn(ecr("other", 4, 4, day(20), form="ecr-r"), ecr("about-mother", 4, 4, day(21), target="mother"))
    assert [point.is_solid for point in found.points] == [True, False, False]
    assert found.path == "M130 89.5"
    assert [label.occasion for label in found.labels] == ["baseline"]


def test_what_has_no_place_is_left_out_and_says_why() -> None:
    unscored = assessed("x", "ecr", {"anxiety": 3}, day(25), not_scorable={"avoidance": "too_many_missing"})
    found = drawn(ecr("five", 3, 3, day(20), response_range=(1, 5)), unscored)
    assert len(found.points) == 1
    assert [(one.form, one.why) for one in found.left_out] == [("ecr", "other_range"), ("ecr", "not_scorable")]


def test_a_voided_administration_is_not_there() -> None:
    found = drawn(ecr("i", 4, 4, day(20)), void("i", day(21)))
    assert len(found.points) == 1


def test_the_midpoint_is_that_of_the_range() -> None:
    found = drawn(
        ecr("i", 3, 3, day(20), response_range=(1, 5)),
        baseline=ecr("b", 3, 3, day(0), "baseline", response_range=(1, 5)),
    )
    assert found.response_range == (1, 5)
    assert (found.points[0].x, found.points[0].y) == (found.middle_x, found.middle_y) == (175, 157)
    assert [tick.value for tick in found.across] == [1, 2, 3, 4, 5]


def test_the_error_is_z_standard_errors_of_measurement_around_the_last_point() -> None:
    found = drawn(ecr("i", 4, 3, day(20)))
    assert found.error is not None
    assert (found.error.x, found.error.y) == (found.points[-1].x, found.points[-1].y)
    assert found.error.anxiety == round(1.96 * 1.205 * sqrt(1 - 0.916), 2)
    assert found.error.avoidance == round(1.96 * 1.259 * sqrt(1 - 0.938), 2)
    assert found.error.rx == pytest.approx(found.error.avoidance * 270 / 6, abs=0.3)


def test_the_error_on_another_range_is_rescaled() -> None:
    baseline = ecr("b", 3, 3, day(0), "baseline", response_range=(1, 5))
    found = drawn(ecr("i", 3, 3, day(20), response_range=(1, 5)), baseline=baseline)
    assert found.error is not None
    assert found.error.anxiety == round(1.96 * 1.205 * 4 / 6 * sqrt(1 - 0.916), 2)


def test_a_form_of_unknown_reliability_has_no_error_drawn() -> None:
    baseline = ecr("b", 3, 3, day(0), "baseline", form="ecr-rs", target="general")
    found = drawn(ecr("i", 3, 4, day(20), form="ecr-rs", target="general"), baseline=baseline)
    assert found.error is None


def test_without_a_baseline_the_first_scored_administration_sets_the_range() -> None:
    history = [opened(), entered("assessment", day(1)), ecr("i", 3, 3, day(2), response_range=(1, 5))]
    found = plane(facts(history, day(9)))
    assert found is not None
    assert found.response_range == (1, 5)


def test_nothing_scored_is_nothing_to_draw() -> None:
    assert plane(facts(under_way(), day(9))) is None
    assert plane(facts([*under_way(), assessed("x", "ecr", {}, day(2))], day(9))) is None


def test_the_word_is_shown_with_the_rule_that_chose_it() -> None:
    found = drawn(ecr("i", 2, 2, day(20), form="ecr-r"))
    assert [(point.style, point.rule) for point in found.points] == [("preoccupied", "fisher"), ("secure", "quadrant")]


def formulated(style: Style, derived: DerivedStyle | None) -> Happened:
    made = AttachmentFormulated(entry="f", style=style, strategy="none", derived=derived, reason="x")
    return Happened(made, day(2))


def test_beside_the_quarters_stands_the_word_that_the_formulation_goes_by() -> None:
    suggested = DerivedStyle(style="fearful", strategy="disorganised", rule="fisher", assessment="b")
    baseline = ecr("b", 5.5, 3.9, day(0), "baseline")
    again = ecr("i", 5, 3, day(20))

    words = [
        drawn(again, *later, baseline=baseline).word
        for later in ([], [formulated("fearful", suggested)], [formulated("secure", suggested)])
    ]

    assert quadrant(3.9, 5.5, (1, 7)) == "preoccupied"
    assert words == [Word("fearful", "fisher"), Word("fearful", "fisher"), Word("secure", "clinician")]


def test_two_words_close_together_do_not_stand_on_each_other() -> None:
    found = drawn(ecr("r", 2.15, 2.3, day(50), "reassessment"), baseline=ecr("b", 2.6, 2.6, day(0), "baseline"))
    first, last = found.labels
    assert abs(first.y - last.y) > 12 or first.anchor != last.anchor


@given(scores, scores, scores, scores)
def test_every_point_lies_inside_the_plane_in_the_quarter_of_its_word(
    anxiety: float, avoidance: float, later_anxiety: float, later_avoidance: float
) -> None:
    baseline = ecr("b", anxiety, avoidance, day(0), "baseline", form="ecr-r")
    found = drawn(ecr("i", later_anxiety, later_avoidance, day(20), form="ecr-r"), baseline=baseline)
    for point, real in zip(found.points, ((anxiety, avoidance), (later_anxiety, later_avoidance)), strict=True):
        assert found.left <= point.x <= found.right
        assert found.top <= point.y <= found.bottom
        is_high = (point.y <= found.middle_y, point.x >= found.middle_x)
        words = {(False, False): "secure", (True, False): "preoccupied", (False, True): "dismissing"}
        if min(abs(value - 4) for value in real) > 0.01:
            assert point.style == words.get(is_high, "fearful") == quadrant(real[1], real[0], (1, 7))
