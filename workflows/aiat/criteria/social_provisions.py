"""`social_provisions`: whether the client feels more provided for by the people around them."""

from workflows.aiat.criteria.row import Row
from workflows.aiat.criteria.single_score import judge_score
from workflows.aiat.facts import Facts
from workflows.aiat.social_map import PROVISIONS


def judge(facts: Facts) -> Row:
    """Judged by the total; each provision has its direction only: so few items carry no individual change.

    A provision that the form does not ask about says `not_measured`; those that fell are named.
    """
    row = judge_score(facts, "social_provisions", "sps", "The total of perceived provisions", PROVISIONS)
    if not row.sub_rows:
        return row
    fell = [one.name for one in row.sub_rows if one.direction == "fell"]
    named = f" Fell: {', '.join(name.replace('_', ' ') for name in fell)}." if fell else ""
    return row.model_copy(
        update={
            "details": {**row.details, "fell": fell},
            "sentence": row.sentence + named,
        }
    )
