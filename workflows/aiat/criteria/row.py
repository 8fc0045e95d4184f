"""One row of the goal-attainment view: how far the client is from one outcome, and why."""

from typing import Any, Final, Literal, get_args

from pydantic import BaseModel, ConfigDict

Criterion = Literal[
    "secure_attachment", "reflective_functioning", "social_provisions", "social_map", "demonstrated_use"
]
CRITERIA: Final[tuple[Criterion, ...]] = get_args(Criterion)
"""The outcomes that the treatment is for, in the order in which they are shown."""

Status = Literal["judged", "not_started", "awaiting_baseline", "awaiting_reassessment", "not_scorable", "form_differs"]
Number = int | float
Figures = Number | dict[str, Number | None] | None
"""A score, or several by name; None where there is none."""
Verdicts = bool | dict[str, bool | None] | None
"""Yes or no, a score or by the score's name; None where it cannot be said."""
Words = str | dict[str, str | None] | None


class SubRow(BaseModel):
    """A score beside the one that is judged. `direction` is None until there are two figures to compare."""

    model_config = ConfigDict(frozen=True)

    name: str
    baseline: float | None = None
    latest: float | None = None
    change: float | None = None
    direction: Literal["rose", "fell", "same", "not_measured", "not_scorable"] | None = None


class Row(BaseModel):
    """How a criterion stands.

    `level` runs from -2 to 2, and is None unless `status` is `judged`. `reasons` are codes that qualify the
    level or say what it lacks: `reliability_unknown`, `norm_unknown`, `mixed`, `rescaled` (figures of another
    response range), `recalled` (figures that the site has to confirm), `prorated`, `form_differs`,
    `too_many_missing`, `out_of_range`, `newer_left_out`, `stage_not_left`. `category` is Jacobson and Truax's.
    `evidence` are the positions in the log of all that the figures came from, ascending. `sentence` holds nothing
    personal.
    """

    model_config = ConfigDict(frozen=True)

    criterion: Criterion
    status: Status
    sentence: str
    source: str
    level: int | None = None
    reasons: tuple[str, ...] = ()
    baseline: Figures = None
    latest: Figures = None
    change: Figures = None
    reliable: Verdicts = None
    crossed: Verdicts = None
    category: Words = None
    evidence: tuple[int, ...] = ()
    sub_rows: tuple[SubRow, ...] = ()
    details: dict[str, Any] = {}


def attained(row: Row) -> bool:
    """Whether the criterion moved at least toward the goal; without a level it did not."""
    return row.level is not None and row.level >= 0
