"""A programme's outcomes: how far its clients came toward each goal, who left at which stage, and how long it took.

Completers and all starters are always counted apart: those who complete are not like those who leave. No figure here
says that the treatment caused anything.
"""

from collections.abc import Iterable, Sequence
from statistics import median
from typing import Literal

from pydantic import BaseModel, ConfigDict

from projections.caseload import TREATMENT_COMPLETED
from projections.outcomes.counts import ENDINGS, GROUPS, LEVELS, STARTERS, STYLES, Counts, counted
from projections.outcomes.row import OutcomeRow
from projections.outcomes.small_numbers import Cell, withheld
from workflows.aiat.criteria import CRITERIA, Criterion

Count = int | None
"""A number of people; None where it is withheld."""


class Attainment(BaseModel):
    """How a criterion stood when treatment ended, in a group.

    `levels` counts people by level, `-2` to `2` and `no_level`. `attained` counts those at level 0 or above, `share`
    is their share of the whole group (those without a level did not attain it); None where withheld or of nobody.
    """

    model_config = ConfigDict(frozen=True)

    criterion: Criterion
    levels: dict[str, Count]
    attained: Count
    share: float | None


class ByStyle(BaseModel):
    """The people of a group with one baseline attachment style, and how many of them attained each criterion."""

    model_config = ConfigDict(frozen=True)

    style: str
    people: Count
    attained: dict[Criterion, Count]
    share: dict[Criterion, float | None]


class Group(BaseModel):
    """Completers, or all starters whose treatment has ended.

    `median_days` is the median of the days that each person spent at a stage in all, holds included, over those who
    left it; None where fewer than the smallest count did.
    """

    model_config = ConfigDict(frozen=True)

    name: Literal["completers", "all_starters"]
    people: Count
    criteria: tuple[Attainment, ...]
    by_style: tuple[ByStyle, ...]
    median_days: dict[str, float | None]


class Outcomes(BaseModel):
    """The outcomes of the episodes admitted from one day to another (None: no bound).

    `endings` counts starters by TEDS-D reason for discharge (`1` completed) and `in_treatment`; `reached` counts
    starters by each stage that they came to, `completed` among them. `style_rules` are the rules by which the baseline
    styles were read off. Of the `figures` counts, `withheld` are None, because they are from 1 to `smallest` - 1, would
    let such a count be worked out, or are zeros beside one.
    """

    model_config = ConfigDict(frozen=True)

    admitted_from: str | None
    admitted_until: str | None
    smallest: int
    starters: Count
    endings: dict[str, Count]
    reached: dict[str, Count]
    groups: tuple[Group, Group]
    style_rules: tuple[str, ...]
    figures: int
    withheld: int


def programme(
    rows: Iterable[OutcomeRow],
    stages: Sequence[str],
    *,
    admitted_from: str | None = None,
    admitted_until: str | None = None,
    smallest: int = 5,
) -> Outcomes:
    """The outcomes of the episodes that were admitted in a period, by ISO dates, both included.

    `stages` are those of the pathway in order, the last of which ends it.
    """
    cohort = [row for row in rows if (admitted_from or "") <= row.admitted_on <= (admitted_until or "9999")]
    all_counts = counted(cohort, stages)
    hidden = withheld(all_counts.counts, all_counts.sums, all_counts.published, smallest)
    shown = _Shown(all_counts, hidden)
    ended = [row for row in cohort if row.teds_reason is not None]
    completers = [row for row in ended if row.teds_reason == TREATMENT_COMPLETED]
    return Outcomes(
        admitted_from=admitted_from,
        admitted_until=admitted_until,
        smallest=smallest,
        starters=shown.count(*STARTERS),
        endings={ending: shown.count("ending", ending) for ending in ENDINGS},
        reached={stage: shown.count("reached", stage) for stage in stages},
        groups=(
            _group(GROUPS[0], completers, stages, shown, smallest),
            _group(GROUPS[1], ended, stages, shown, smallest),
        ),
        style_rules=tuple(sorted({row.style_rule for row in ended if row.style_rule})),
        figures=len(all_counts.published),
        withheld=len(hidden),
    )


class _Shown:
    """The counts that may be shown."""

    def __init__(self, counts: Counts, hidden: frozenset[Cell]) -> None:
        self._counts = counts.counts
        self._hidden = hidden

    def count(self, *cell: str) -> Count:
        return None if cell in self._hidden else self._counts[cell]

    def share(self, part: Cell, whole: Cell) -> float | None:
        some, all_ = self.count(*part), self.count(*whole)
        return some / all_ if some is not None and all_ else None


def _group(
    name: Literal["completers", "all_starters"],
    rows: Sequence[OutcomeRow],
    stages: Sequence[str],
    shown: _Shown,
    smallest: int,
) -> Group:
    people = ("people", name)
    return Group(
        name=name,
        people=shown.count(*people),
        criteria=tuple(
            Attainment(
                criterion=criterion,
                levels={level: shown.count("level", name, criterion, level) for level in LEVELS},
                attained=shown.count("attained", name, criterion),
                share=shown.share(("attained", name, criterion), people),
            )
            for criterion in CRITERIA
        ),
        by_style=tuple(
            ByStyle(
                style=style,
                people=shown.count("style", name, style),
                attained={criterion: shown.count("attained", name, criterion, style) for criterion in CRITERIA},
                share={
                    criterion: shown.share(("attained", name, criterion, style), ("style", name, style))
                    for criterion in CRITERIA
                },
            )
            for style in STYLES
        ),
        median_days=_median_days(rows, stages[:-1], smallest),
    )


def _median_days(rows: Iterable[OutcomeRow], stages: Sequence[str], smallest: int) -> dict[str, float | None]:
    days: dict[str, list[int]] = {stage: [] for stage in stages}
    for row in rows:
        stays: dict[str, int] = {}
        for visit in row.stages:
            stays[visit.stage] = stays.get(visit.stage, 0) + (visit.days or 0)
        for stage in stages:
            if stage in stays:
                days[stage].append(stays[stage])
    return {stage: median(found) if len(found) >= smallest else None for stage, found in days.items()}
