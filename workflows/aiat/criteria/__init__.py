"""How far a client is from each outcome that the treatment is for: one module a criterion, one row each."""

from collections.abc import Callable, Mapping
from typing import Final

from workflows.aiat.criteria import (
    demonstrated_use,
    reflective_functioning,
    secure_attachment,
    social_map,
    social_provisions,
)
from workflows.aiat.criteria.goal import GoalAttainmentT, goal_attainment_t
from workflows.aiat.criteria.row import CRITERIA, Criterion, Row, SubRow, attained
from workflows.aiat.facts import Facts

__all__ = [
    "CRITERIA",
    "Criterion",
    "GoalAttainmentT",
    "Row",
    "SubRow",
    "attained",
    "goal_attainment_t",
    "judge",
    "judge_one",
]

_JUDGES: Final[Mapping[Criterion, Callable[[Facts], Row]]] = {
    "secure_attachment": secure_attachment.judge,
    "reflective_functioning": reflective_functioning.judge,
    "social_provisions": social_provisions.judge,
    "social_map": social_map.judge,
    "demonstrated_use": demonstrated_use.judge,
}


def judge(facts: Facts) -> tuple[Row, ...]:
    """The rows of all criteria at the moment asked about, in the order of `CRITERIA`."""
    return tuple(judge_one(criterion, facts) for criterion in CRITERIA)


def judge_one(criterion: Criterion, facts: Facts) -> Row:
    """The row of one criterion at the moment asked about."""
    return _JUDGES[criterion](facts)
