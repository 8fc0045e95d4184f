"""Every count of a programme's outcomes by name, and which counts are sums of others."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from projections.caseload import TREATMENT_COMPLETED
from projections.outcomes.row import OutcomeRow
from projections.outcomes.small_numbers import Cell, Sum
from workflows.aiat.criteria import CRITERIA

GROUPS: Final = ("completers", "all_starters")
"""Never mixed: who completed the pathway, and everyone whose treatment ended, however it did."""
_REST: Final = "discharged_early"
LEVELS: Final = ("-2", "-1", "0", "1", "2", "no_level")
ATTAINED: Final = ("0", "1", "2")
STYLES: Final = ("secure", "preoccupied", "dismissing", "fearful", "not_known")
EARLY: Final = ("2", "3", "4", "5", "6", "7")
ENDINGS: Final = ("1", *EARLY, "in_treatment")
"""TEDS-D reasons for discharge, and those who are still in treatment."""

STARTERS: Final[Cell] = ("starters",)
_ENDED: Final[Cell] = ("people", "all_starters")


class Counts(NamedTuple):
    """The counts of a cohort, what is known of them, and those to publish, each with its rank (low: detail)."""

    counts: Counter[Cell]
    sums: tuple[Sum, ...]
    published: dict[Cell, int]


def counted(rows: Iterable[OutcomeRow], stages: Sequence[str]) -> Counts:
    """The counts of these episodes on a pathway of `stages`, the last of which ends it."""
    counts: Counter[Cell] = Counter()
    for row in rows:
        counts.update(_cells_of(row, stages))
    published = dict(_published(stages))
    return Counts(counts, tuple(_sums(stages)), published)


def _cells_of(row: OutcomeRow, stages: Sequence[str]) -> Iterator[Cell]:
    completed = row.teds_reason == TREATMENT_COMPLETED
    yield STARTERS
    yield "ending", str(row.teds_reason or "in_treatment")
    visited = [stages.index(visit.stage) for visit in row.stages if visit.stage in stages]
    furthest = len(stages) - 1 if completed else max(visited, default=0)
    yield from (("reached", stage) for stage in stages[: furthest + 1])
    yield "stopped", stages[furthest]
    if row.teds_reason is None:
        return
    style = row.style or "not_known"
    for group in ("all_starters", "completers" if completed else _REST):
        yield "people", group
        yield "style", group, style
        for standing in row.criteria:
            level = "no_level" if standing.level is None else str(standing.level)
            verdict = "attained" if level in ATTAINED else "missed"
            yield "level", group, standing.criterion, level
            yield verdict, group, standing.criterion
            yield verdict, group, standing.criterion, style


def _published(stages: Sequence[str]) -> Iterator[tuple[Cell, int]]:
    yield STARTERS, 9
    yield from ((("ending", ending), 6) for ending in ENDINGS)
    yield from ((("reached", stage), 5) for stage in stages)
    for group in GROUPS:
        yield ("people", group), 8
        yield from ((("style", group, style), 3) for style in STYLES)
        for criterion in CRITERIA:
            yield ("attained", group, criterion), 4
            yield from ((("level", group, criterion, level), 2) for level in LEVELS)
            yield from ((("attained", group, criterion, style), 1) for style in STYLES)


def _sums(stages: Sequence[str]) -> Iterator[Sum]:
    yield Sum(STARTERS, (_ENDED, ("ending", "in_treatment")))
    yield Sum(("people", "completers"), (("ending", "1"),))
    yield Sum(("people", _REST), tuple(("ending", reason) for reason in EARLY))
    yield Sum(STARTERS, (("reached", stages[0]),))
    yield Sum(("ending", "1"), (("reached", stages[-1]),))
    yield from (
        Sum(("reached", stage), (("stopped", stage), ("reached", following))) for stage, following in pairwise(stages)
    )
    yield Sum(("people", "all_starters"), (("people", "completers"), ("people", _REST)))
    for style in STYLES:
        yield from _both(("style",), style)
    for criterion in CRITERIA:
        for level in LEVELS:
            yield from _both(("level",), criterion, level)
        for style in STYLES:
            yield from _both(("attained",), criterion, style)
        for group in (*GROUPS, _REST):
            yield from _sums_of(group, criterion)
    for group in (*GROUPS, _REST):
        yield Sum(("people", group), tuple(("style", group, style) for style in STYLES))


def _sums_of(group: str, criterion: str) -> Iterator[Sum]:
    levels = {level: ("level", group, criterion, level) for level in LEVELS}
    attained, missed = ("attained", group, criterion), ("missed", group, criterion)
    yield Sum(attained, tuple(levels[level] for level in ATTAINED))
    yield Sum(missed, tuple(levels[level] for level in LEVELS if level not in ATTAINED))
    yield Sum(("people", group), (attained, missed))
    yield Sum(attained, tuple((*attained, style) for style in STYLES))
    for style in STYLES:
        yield Sum(("style", group, style), ((*attained, style), (*missed, style)))


def _both(table: Cell, *place: str) -> Iterator[Sum]:
    """All starters are completers and the rest, whose counts anyone can work out; they stand in tables of their own."""
    parts = ((*table, "completers", *place), (*table, _REST, *place))
    yield Sum((*table, "all_starters", *place), parts, is_row=False)
