"""A programme's outcomes: completers and all starters apart, small numbers withheld."""

import re
from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.outcomes import Group, OutcomeRow, Outcomes, Standing, Visit, programme, table
from workflows.aiat.criteria import CRITERIA
from workflows.aiat.policy import shipped_definition

STAGES = [stage.name for stage in shipped_definition().stages]
EARLY = 2
STYLES = ("secure", "preoccupied", "dismissing", "fearful", None)
levels = st.sampled_from((None, -2, -1, 0, 1, 2))


def person(teds: int | None = 1, level: int | None = 0, reached: int | None = None, **changes: Any) -> OutcomeRow:
    """Somebody with 10 days at each of the stages that they `reached`, who stood at `level` on every criterion."""
    stages = reached if reached is not None else 5 if teds == 1 else 3
    criteria = [
        Standing(criterion=criterion, status="awaiting_reassessment" if level is None else "judged", level=level)
        for criterion in CRITERIA
        if teds is not None
    ]
    row = OutcomeRow(
        episode="e",
        admitted_on="2026-01-05",
        ended_on=None if teds is None else "2026-03-05",
        teds_reason=teds,
        style="fearful",
        style_rule="fisher",
        stages=tuple(
            Visit(stage=stage, entered_on="2026-01-05", left_on="2026-01-15", days=10) for stage in STAGES[:stages]
        ),
        criteria=tuple(criteria),
    )
    return row.model_copy(update=changes)


def outcomes(*people: Iterable[OutcomeRow], smallest: int = 1, **options: Any) -> Outcomes:
    """The outcomes of these people; every count is shown unless said otherwise."""
    return programme([row for some in people for row in some], STAGES, smallest=smallest, **options)


def groups(found: Outcomes) -> tuple[Group, Group]:
    return found.groups


def test_completers_and_all_starters_are_counted_apart() -> None:
    found = outcomes([person(level=1)] * 8, [person(level=-1)] * 2, [person(teds=EARLY, level=None)] * 10)

    completers, all_starters = groups(found)
    assert (completers.name, completers.people, all_starters.name, all_starters.people) == (
        ("completers", 10, "all_starters", 20)
    )
    first, same = completers.criteria[0], all_starters.criteria[0]
    assert (first.attained, first.share) == (8, 0.8)
    assert (same.attained, same.share) == (8, 0.4)
    assert same.levels == {"-2": 0, "-1": 2, "0": 0, "1": 8, "2": 0, "no_level": 10}


def test_who_is_still_in_treatment_is_counted_among_the_starters_and_judged_by_nothing() -> None:
    found = outcomes([person()] * 6, [person(teds=None)] * 4)

    assert (found.starters, found.endings["1"], found.endings["in_treatment"]) == (10, 6, 4)
    assert groups(found)[1].people == 6


def test_endings_are_counted_by_their_teds_reason() -> None:
    found = outcomes(*([person(teds=teds)] * teds for teds in range(1, 8)))

    assert found.endings == {**{str(teds): teds for teds in range(1, 8)}, "in_treatment": 0}


def test_the_funnel_counts_who_came_to_each_stage() -> None:
    found = outcomes([person()] * 5, [person(teds=EARLY, reached=1)] * 3, [person(teds=None, reached=3)] * 2)

    assert found.reached == {
        "intake": 10,
        "assessment": 7,
        "social_map_building": 7,
        "relapse_planning": 5,
        "discharge_reassessment": 5,
        "completed": 5,
    }


def test_who_went_back_came_as_far_as_before() -> None:
    back = person(teds=None, stages=(*person(reached=4).stages, person().stages[2]))

    assert outcomes([back]).reached["relapse_planning"] == 1


def test_the_median_time_in_a_stage_adds_up_a_persons_stays() -> None:
    twice = person(stages=(*person().stages, person().stages[2]))

    median = groups(outcomes([person()] * 2, [twice] * 3))[0].median_days

    assert median["social_map_building"] == 20
    assert median["relapse_planning"] == 10
    assert "completed" not in median


def test_attainment_is_told_by_baseline_attachment_style() -> None:
    found = outcomes([person(level=1, style="secure")] * 6, [person(level=-1, style=None, style_rule=None)] * 7)

    by_style = {one.style: one for one in groups(found)[0].by_style}
    assert (by_style["secure"].people, by_style["secure"].attained["social_map"]) == (6, 6)
    assert (by_style["not_known"].people, by_style["not_known"].share["social_map"]) == (7, 0.0)
    assert (by_style["fearful"].people, by_style["fearful"].share["social_map"]) == (0, None)
    assert found.style_rules == ("fisher",)


@pytest.mark.parametrize(
    ("since", "until", "admitted"),
    [
        (None, None, ["2026-01-05", "2026-02-01", "2026-02-28"]),
        ("2026-01-06", None, ["2026-02-01", "2026-02-28"]),
        ("2026-02-01", "2026-02-27", ["2026-02-01"]),
        (None, "2026-01-05", ["2026-01-05"]),
    ],
)
def test_the_period_is_that_of_admission_both_days_included(
    since: str | None, until: str | None, admitted: list[str]
) -> None:
    people = [person(admitted_on=when) for when in ("2026-01-05", "2026-02-01", "2026-02-28")]

    assert outcomes(people, admitted_from=since, admitted_until=until).starters == len(admitted)


def test_of_nobody_every_count_is_zero_and_no_share_is_told() -> None:
    found = outcomes([], smallest=5)

    assert (found.starters, found.withheld) == (0, 0)
    assert groups(found)[0].criteria[0].share is None


def test_small_counts_are_withheld_and_so_is_the_one_that_would_tell_them() -> None:
    found = outcomes([person(level=0)] * 20, [person(level=1)] * 9, [person(level=2)] * 3, smallest=5)

    levels = groups(found)[0].criteria[0].levels
    assert levels == {"-2": 0, "-1": 0, "0": 20, "1": None, "2": None, "no_level": 0}
    assert groups(found)[0].criteria[0].attained == 32


def test_a_few_who_left_early_cannot_be_told_from_the_two_groups() -> None:
    # Given 3 people who attained a goal and left early
    found = outcomes(
        [person(level=0)] * 30, [person(teds=EARLY, level=0)] * 3, [person(teds=EARLY, level=-1)] * 20, smallest=5
    )

    # Then all starters less completers does not tell them
    completers, all_starters = (group.criteria[0].attained for group in groups(found))
    assert None in (completers, all_starters)


def test_a_few_who_stopped_at_a_stage_cannot_be_told_from_the_funnel() -> None:
    found = outcomes([person()] * 20, [person(teds=EARLY, reached=2)] * 2, [person(teds=EARLY)] * 9, smallest=5)

    reached = found.reached
    assert None in (reached["assessment"], reached["social_map_building"])


def test_a_group_smaller_than_the_smallest_count_tells_nothing_of_itself() -> None:
    found = outcomes([person()] * 4, [person(teds=EARLY, level=-1)] * 40, smallest=5)

    completers = groups(found)[0]
    assert completers.people is None
    assert {count for one in completers.criteria for count in one.levels.values()} == {None}
    assert {count for one in completers.by_style for count in (one.people, *one.attained.values())} == {None}
    assert {one.share for one in completers.criteria} == {None}
    assert set(completers.median_days.values()) == {None}


def test_one_who_completed_among_others_cannot_be_told_from_any_row() -> None:
    found = outcomes([person(level=2)], [person(teds=EARLY, level=-1)] * 12, [person(teds=None)] * 8, smallest=5)

    assert (found.starters, found.endings["1"], found.endings["in_treatment"]) == (21, None, 8)
    assert set(groups(found)[0].criteria[0].levels.values()) == {None}
    all_starters = groups(found)[1].criteria[0]
    assert (all_starters.attained, all_starters.levels["2"], all_starters.levels["-1"]) == (None, None, None)


@given(st.lists(st.tuples(st.sampled_from((None, 1, 1, 2, 3)), levels, st.sampled_from(STYLES)), max_size=40))
def test_what_is_withheld_of_a_row_never_follows_from_its_total(people: list[tuple[Any, ...]]) -> None:
    found = outcomes([person(teds, level, style=style) for teds, level, style in people], smallest=5)

    for group in groups(found):
        by_style = {style.style: style for style in group.by_style}
        rows = [(group.people, [style.people for style in group.by_style])]
        for one in group.criteria:
            rows.append((one.attained, [one.levels[level] for level in ("0", "1", "2")]))
            rows.append((group.people, list(one.levels.values())))
            rows.append((one.attained, [style.attained[one.criterion] for style in by_style.values()]))
        for total, parts in rows:
            shown = [part for part in parts if part is not None]
            few = [part for part in shown if 0 < part < 5]
            rest = None if total is None or None not in parts else total - sum(shown)
            assert not few
            assert rest is None or (rest >= 5 and parts.count(None) > 1)


@given(st.lists(st.tuples(st.sampled_from((None, 1, 1, 2, 3)), levels, st.sampled_from(STYLES)), max_size=40))
def test_who_completed_is_told_wherever_it_stands_or_nowhere(people: list[tuple[Any, ...]]) -> None:
    found = outcomes([person(teds, level, style=style) for teds, level, style in people], smallest=5)

    assert found.reached["completed"] == found.endings["1"] == groups(found)[0].people
    assert found.reached["intake"] == found.starters


def test_outcomes_are_plain_data() -> None:
    found = outcomes([person()] * 12, smallest=5)

    assert Outcomes.model_validate_json(found.model_dump_json()) == found


def test_the_table_has_a_row_a_figure_and_says_last_what_is_withheld() -> None:
    found = outcomes([person(level=0)] * 20, [person(level=2)] * 3, [person(teds=EARLY)] * 9, smallest=5)

    header, *figures, note = table(found)

    assert header == ("group", "table", "criterion", "category", "figure", "value")
    assert len({row[:5] for row in figures}) == len(figures)
    counts = [row for row in figures if row[4] == "people"]
    assert len(counts) == found.figures
    assert sum(row[5] == "withheld" for row in counts) == found.withheld > 0
    assert not [row for row in counts if re.fullmatch("[1-4]", row[5])]
    assert note[1] == "note"
    assert f"{found.withheld} of {found.figures} counts are withheld" in note[5]
