"""A programme's outcomes as rows of a table, for a file of comma-separated values: one figure a row."""

from collections.abc import Iterator
from typing import Final

from projections.outcomes.programme import Group, Outcomes

HEADER: Final = ("group", "table", "criterion", "category", "figure", "value")
_WITHHELD: Final = "withheld"
_Line = tuple[str, str, str, str, str, str]


def table(outcomes: Outcomes) -> Iterator[_Line]:
    """The header, a row for every figure, and a last row that says what was withheld."""
    yield HEADER
    yield "starters", "admissions", "", "", "people", _count(outcomes.starters)
    for ending, people in outcomes.endings.items():
        yield "starters", "endings", "", ending, "people", _count(people)
    for stage, people in outcomes.reached.items():
        yield "starters", "stages_reached", "", stage, "people", _count(people)
    for group in outcomes.groups:
        yield from _of_group(group)
    yield "", "note", "", "", "", _note(outcomes)


def _of_group(group: Group) -> Iterator[_Line]:
    yield group.name, "treatment_ended", "", "", "people", _count(group.people)
    for one in group.criteria:
        for level, people in one.levels.items():
            yield group.name, "levels", one.criterion, level, "people", _count(people)
        yield group.name, "attained", one.criterion, "", "people", _count(one.attained)
        yield group.name, "attained", one.criterion, "", "share", _share(one.share, one.attained, group.people)
    for style in group.by_style:
        yield group.name, "baseline_style", "", style.style, "people", _count(style.people)
        for criterion, people in style.attained.items():
            yield group.name, "attained_by_style", criterion, style.style, "people", _count(people)
            share = _share(style.share[criterion], people, style.people)
            yield group.name, "attained_by_style", criterion, style.style, "share", share
    for stage, days in group.median_days.items():
        yield group.name, "time_in_stage", "", stage, "median_days", "" if days is None else f"{days:g}"


def _count(people: int | None) -> str:
    return _WITHHELD if people is None else str(people)


def _share(share: float | None, some: int | None, of: int | None) -> str:
    if share is not None:
        return f"{share:.4f}"
    return _WITHHELD if None in (some, of) else ""


def _note(outcomes: Outcomes) -> str:
    period = f"admitted {outcomes.admitted_from or 'from the first'} to {outcomes.admitted_until or 'the last'}"
    return (
        f"{period}: {outcomes.withheld} of {outcomes.figures} counts are withheld, because they are below "
        f"{outcomes.smallest} people, would let such a count be worked out, or are zeros beside one; medians of fewer "
        f"than {outcomes.smallest} people are left empty"
    )
