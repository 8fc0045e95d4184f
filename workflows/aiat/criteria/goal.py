"""The Goal Attainment Scaling score over the criteria that can be judged."""

from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict

from workflows.aiat.criteria.row import Criterion, Row
from workflows.aiat.policy import Policy
from workflows.instruments.attainment import gas_t_score


class GoalAttainmentT(BaseModel):
    """The T-score (50: level 0 throughout; None: nothing can be judged), and the criteria that it rests on."""

    model_config = ConfigDict(frozen=True)

    t: float | None
    criteria: tuple[Criterion, ...]
    number: int


def goal_attainment_t(rows: Sequence[Row], policy: Policy) -> GoalAttainmentT:
    """T over the rows that have a level, with the policy's weights and assumed correlation."""
    judged = [(row.criterion, row.level) for row in rows if row.level is not None]
    t = gas_t_score(
        [level for _, level in judged],
        [policy.goals.weights.get(criterion, 1.0) for criterion, _ in judged],
        policy.goals.rho,
    )
    return GoalAttainmentT(t=t, criteria=tuple(criterion for criterion, _ in judged), number=len(judged))
