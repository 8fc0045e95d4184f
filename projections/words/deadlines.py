"""Deadlines that passed, in words."""

from typing import Final

from events.deadlines import DeadlinePassed, DischargeProposed
from projections.words.sentence import Name, plain, sentence

_WHAT: Final = {
    "reassessment": "the reassessment",
    "reflection": "the weekly reflection",
    "plan_review": "the review of the relapse plan",
}
_WITH_GRACE: Final = frozenset({"reflection"})
"""Due on one day, overdue only some days later: the day of the latter is no second due date."""


@sentence.register
def _(event: DeadlinePassed, name: Name = str) -> str:
    day = event.due_on.isoformat()
    if event.kind == "consent_expiry":
        if event.state == "overdue":
            return f"A disclosure consent expired on {day}."
        return "Reminder: a disclosure consent expires soon; ask whether it is to be renewed."
    what = _WHAT.get(event.kind, plain(event.kind))
    if event.state == "due":
        return f"Reminder: {what} was due by {day}."
    if event.kind in _WITH_GRACE:
        return f"Overdue: {what} was not made, and its days of grace ended on {day}."
    return f"Overdue: {what} was due by {day}."


@sentence.register
def _(event: DischargeProposed, name: Name = str) -> str:
    day = event.due_on.isoformat()
    return f"An early discharge is proposed: no sign of the client for {event.days} days, up to {day}."
