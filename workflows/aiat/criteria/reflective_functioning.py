"""`reflective_functioning`: whether the client's sense of minds, their own and others', moved toward the goal."""

from workflows.aiat.criteria.row import Row
from workflows.aiat.criteria.single_score import judge_score
from workflows.aiat.facts import Facts


def judge(facts: Facts) -> Row:
    """Judged by the form's primary score (RFQ-R-7 by default); uncertainty and certainty are context only."""
    return judge_score(facts, "reflective_functioning", "rfq", "The reflective functioning score")
