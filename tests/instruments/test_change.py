"""Reliable and clinically significant change, after Jacobson and Truax."""

import json
from pathlib import Path

import pytest

import workflows.instruments
from workflows.instruments.change import (
    Category,
    CutOff,
    Norm,
    category,
    crossed,
    cut_off,
    reliable_change,
    reliable_points,
    rescaled_sd,
    standard_error_of_measurement,
    within_community_range,
)
from workflows.instruments.form import load_form

REFERENCE = json.loads((Path(workflows.instruments.__file__).parent / "reference.json").read_text(encoding="utf-8"))
CLINICAL, FUNCTIONAL = Norm(40, 7.5), Norm(60, 7.5)


def test_the_worked_example_of_a_reliable_change() -> None:
    change = reliable_change(32.5, 47.5, sd=7.5, r=0.80)

    assert standard_error_of_measurement(7.5, 0.80) == pytest.approx(3.354, abs=5e-4)
    assert change.rc == pytest.approx(3.162, abs=5e-4)
    assert change.reliable


@pytest.mark.parametrize(
    ("clinical", "functional", "expected"),
    [
        (CLINICAL, None, CutOff(55, "a")),
        (None, FUNCTIONAL, CutOff(45, "b")),
        (CLINICAL, FUNCTIONAL, CutOff(50, "c")),
        (None, None, None),
    ],
)
def test_the_worked_example_of_the_cut_offs(
    clinical: Norm | None, functional: Norm | None, expected: CutOff | None
) -> None:
    assert cut_off("higher", clinical=clinical, functional=functional) == expected


def test_the_cut_offs_turn_round_where_lower_is_better() -> None:
    ill, well = Norm(60, 7.5), Norm(40, 7.5)

    assert cut_off("lower", clinical=ill) == CutOff(45, "a")
    assert cut_off("lower", functional=well) == CutOff(55, "b")


def test_cut_off_c_lies_nearer_to_the_group_that_varies_less() -> None:
    assert cut_off("higher", clinical=Norm(40, 5), functional=Norm(60, 15)) == CutOff(45, "c")


def test_a_change_of_8_points_on_the_sps_24_is_not_reliable_and_9_is() -> None:
    assert not reliable_change(60, 68, sd=9.9, r=0.915).reliable
    assert reliable_change(60, 69, sd=9.9, r=0.915).reliable
    assert not reliable_change(68, 60, sd=9.9, r=0.915).reliable
    assert reliable_change(69, 60, sd=9.9, r=0.915).reliable


@pytest.mark.parametrize(
    ("pre", "post", "expected"),
    [
        (32.5, 52.0, Category.RECOVERED),
        (32.5, 47.5, Category.IMPROVED),
        (55.0, 70.0, Category.IMPROVED),
        (47.0, 51.0, Category.UNCHANGED),
        (60.0, 45.0, Category.DETERIORATED),
    ],
)
def test_the_four_categories(pre: float, post: float, expected: Category) -> None:
    change = reliable_change(pre, post, sd=7.5, r=0.80)

    assert category(pre, post, change=change, better="higher", cut=CutOff(50, "c")) == expected


def test_nobody_is_recovered_without_a_cut_off() -> None:
    change = reliable_change(5.0, 2.0, sd=1.2, r=0.9)

    assert category(5.0, 2.0, change=change, better="lower") == Category.IMPROVED


def test_a_score_on_the_cut_off_is_not_yet_within_the_community_range() -> None:
    cut = CutOff(50, "c")

    assert not within_community_range(50, cut, "higher")
    assert not within_community_range(50, cut, "lower")
    assert crossed(50, 51, cut, "higher")
    assert not crossed(51, 55, cut, "higher")


def test_the_standard_deviation_scales_with_the_width_of_the_range() -> None:
    assert rescaled_sd(1.2, from_range=(1, 7), to_range=(1, 5)) == pytest.approx(0.8)


@pytest.mark.parametrize(("sd", "r"), [(0, 0.8), (-1, 0.8), (7.5, 1.0), (7.5, -0.1)])
def test_figures_that_no_score_can_have_are_refused(sd: float, r: float) -> None:
    with pytest.raises(ValueError, match="standard deviation must be above 0"):
        reliable_change(1, 2, sd=sd, r=r)


def test_the_published_figures_give_the_published_reliable_changes() -> None:
    points = {
        (figure["form"], figure["score"]): round(reliable_points(figure["sd"], figure["r"]), 2)
        for figure in REFERENCE["figures"]
        if figure["sd"] is not None
    }

    assert points == {
        ("ecr", "avoidance"): 0.87,
        ("ecr", "anxiety"): 0.97,
        ("ecr-r", "anxiety"): 0.87,
        ("ecr-r", "avoidance"): 0.80,
        ("ecr-s", "anxiety"): 1.57,
        ("ecr-s", "avoidance"): 1.46,
        ("sps-10", "total"): 3.30,
        ("sps-24", "total"): 8.00,
        ("ments", "total"): 12.43,
    }


def test_every_published_figure_is_of_a_score_on_the_range_of_its_form() -> None:
    for figure in [*REFERENCE["figures"], *REFERENCE["community_norms"]]:
        form = load_form(figure["form"])
        assert figure["score"] in form.score_names
        assert tuple(figure["response_range"]) == form.response_range


def test_only_the_unchecked_figures_are_marked_as_recalled() -> None:
    assert {figure["form"] for figure in REFERENCE["figures"] if figure["recalled"]} == {"sps-24"}
