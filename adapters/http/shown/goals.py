"""The goals of an episode, ready to show: one a criterion, with its level in words, its figures, and why."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from adapters.http.shown.evidence import Evidence, evidence
from adapters.http.words.goals import figure_words, level_words, reason_words
from projections.timeline import TimelineRow
from workflows.aiat.criteria import Row

_IN_BRIEF: Final = {
    "secure_attachment": ("anxiety", "avoidance"),
    "social_map": ("supporters", "provisions"),
    "demonstrated_use": ("supported", "people", "days"),
}
_WITHOUT_ERROR: Final = frozenset({"social_map", "demonstrated_use"})
"""Criteria that count; there is no measurement error to be reliable against."""
_IN_THE_SENTENCE: Final = frozenset(
    {
        "form_differs",
        "form_unknown",
        "mixed",
        "newer_left_out",
        "norm_unknown",
        "out_of_range",
        "reliability_unknown",
        "too_many_missing",
    }
)
"""Reasons that the row's own sentence explains."""


class Figure(NamedTuple):
    """A figure at baseline and at the latest, and its change. `name` is a message to translate, empty for the score.

    `is_share` tells a figure from 0 to 1.
    """

    name: str
    before: float | None
    after: float | None
    change: float | None
    is_share: bool


class Verdict(NamedTuple):
    """Whether a change is more than measurement error; None where that cannot be said. `name` as of a figure."""

    name: str
    reliable: bool | None


class Goal(NamedTuple):
    """A row of goal attainment. `level_words` and `reasons` are messages to translate; `row.sentence` is to be said."""

    row: Row
    level_words: str
    brief: Sequence[Figure]
    figures: Sequence[Figure]
    verdicts: Sequence[Verdict]
    reasons: Sequence[str]
    evidence: Sequence[Evidence]


def goal(home: str, row: Row, rows: Mapping[int, TimelineRow]) -> Goal:
    """A row with its evidence, which `rows` (by position) put in words."""
    figures = list(_figures(row))
    wanted = [figure_words(name) for name in _IN_BRIEF.get(row.criterion, ())]
    return Goal(
        row=row,
        level_words=level_words(row.criterion, row.level, row.status),
        brief=[figure for figure in figures if not wanted or figure.name in wanted],
        figures=figures,
        verdicts=list(_verdicts(row)),
        reasons=[reason_words(code) for code in row.reasons if code not in _IN_THE_SENTENCE],
        evidence=evidence(home, row.evidence, rows),
    )


def _figures(row: Row) -> Iterator[Figure]:
    held = (row.baseline, row.latest, row.change)
    if not any(isinstance(figures, dict) for figures in held):
        before, after, change = (figures if isinstance(figures, int | float) else None for figures in held)
        if before is not None or after is not None:
            yield Figure("", before, after, change, is_share=False)
        return
    by_name = [figures if isinstance(figures, dict) else {} for figures in held]
    for name in dict.fromkeys(name for figures in by_name for name in figures):
        before, after, change = (figures.get(name) for figures in by_name)
        yield Figure(figure_words(name), before, after, change, is_share=name.startswith("share"))


def _verdicts(row: Row) -> Iterator[Verdict]:
    if row.status != "judged" or row.criterion in _WITHOUT_ERROR:
        return
    if isinstance(row.reliable, dict):
        for name, reliable in row.reliable.items():
            yield Verdict(figure_words(name), reliable)
    else:
        yield Verdict("", row.reliable)
