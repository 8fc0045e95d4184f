"""Goal Attainment Scaling: one T-score from the levels that several goals have reached.

Kiresuk, T. J., & Sherman, R. E. (1968). Goal attainment scaling: A general method for evaluating
comprehensive community mental health programs. Community Mental Health Journal, 4(6), 443-453.
"""

from collections.abc import Sequence
from math import sqrt


def gas_t_score(levels: Sequence[int], weights: Sequence[float] | None = None, rho: float = 0.3) -> float | None:
    """T = 50 + 10 sum(wx) / sqrt((1 - rho) sum(w^2) + rho (sum w)^2); None without a level.

    `levels` run from -2 to 2, `weights` are 1 unless given, `rho` is the assumed correlation between goals.
    50 is level 0 on every goal. Raises `ValueError` for a level outside -2 to 2, a weight not above 0,
    another number of weights than of levels, or a `rho` outside 0 to 1.
    """
    if not levels:
        return None
    in_force = [1.0] * len(levels) if weights is None else list(weights)
    if len(in_force) != len(levels) or min(in_force) <= 0:
        raise ValueError("each level needs one weight, above 0")
    if not all(-2 <= level <= 2 for level in levels):
        raise ValueError("a level runs from -2 to 2")
    if not 0 <= rho <= 1:
        raise ValueError("rho runs from 0 to 1")
    moved = sum(weight * level for weight, level in zip(in_force, levels, strict=True))
    spread = (1 - rho) * sum(weight**2 for weight in in_force) + rho * sum(in_force) ** 2
    return 50 + 10 * moved / sqrt(spread)
