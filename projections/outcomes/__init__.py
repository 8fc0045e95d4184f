"""What became of everyone who was admitted: a row an episode, counted by cohort, with small numbers withheld."""

from projections.outcomes.programme import Attainment, ByStyle, Group, Outcomes, programme
from projections.outcomes.row import OutcomeRow, Standing, Visit, outcome_row
from projections.outcomes.table import table

__all__ = [
    "Attainment",
    "ByStyle",
    "Group",
    "OutcomeRow",
    "Outcomes",
    "Standing",
    "Visit",
    "outcome_row",
    "programme",
    "table",
]
