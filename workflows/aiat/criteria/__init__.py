"""How far a client is from each outcome that the treatment is for: one module a criterion, one row each."""

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
]


def judge(facts: Facts) -> tuple[Row, ...]:
    """The rows of all criteria at the moment asked about, in the order of `CRITERIA`."""
    return (
        secure_attachment.judge(facts),
        reflective_functioning.judge(facts),
        social_provisions.judge(facts),
        social_map.judge(facts),
        demonstrated_use.judge(facts),
    )
