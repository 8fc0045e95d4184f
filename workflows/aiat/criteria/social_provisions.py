"""`social_provisions`: whether the client feels more provided for by the people around them."""

from workflows.aiat.criteria.row import Row
from workflows.aiat.criteria.single_score import judge_score
from workflows.aiat.criteria.sub_rows import sub_rows
from workflows.aiat.facts import Facts
from workflows.aiat.measures import baseline, form_of, latest
from workflows.aiat.social_map import PROVISIONS


def judge(facts: Facts) -> Row:
    """Judged by the total; each provision has its direction only: so few items carry no individual change.

    A provision that the form does not ask about says `not_measured`; those that fell are named.
    """
    row = judge_score(facts, "social_provisions", "sps", "The total of perceived provisions")
    before = baseline(facts, "sps")
    form = form_of(before) if before else None
    if before is None or form is None:
        return row
    beside = sub_rows(form, before, latest(facts, "sps"), PROVISIONS)
    fell = [one.name for one in beside if one.direction == "fell"]
    named = f" Fell: {', '.join(name.replace('_', ' ') for name in fell)}." if fell else ""
    return row.model_copy(
        update={
            "sub_rows": beside,
            "details": {**row.details, "fell": fell},
            "sentence": row.sentence + named,
        }
    )
