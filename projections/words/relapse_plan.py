"""The relapse plan, in words."""

from events.relapse_plan import (
    CopingPlanned,
    CrisisContactNamed,
    PlanAgreed,
    PlanDetailed,
    PlanReviewed,
    RiskIdentified,
)
from projections.words.sentence import Name, listed, plain, sentence


@sentence.register
def _(event: RiskIdentified, name: Name = str) -> str:
    more = [plain(code) for code in (event.situation, event.strategy) if code]
    return f"Risk {event.entry} identified: {', '.join([plain(event.kind), *more])}."


@sentence.register
def _(event: CopingPlanned, name: Name = str) -> str:
    people = ", ".join(name(person) for person in event.people) or "nobody"
    return f"Coping planned for risk {event.risk}: alone {listed(event.alone)}; with {people}."


@sentence.register
def _(event: CrisisContactNamed, name: Name = str) -> str:
    who = f", {name(event.person)}" if event.person else ""
    return f"Crisis contact named: {plain(event.kind)}{who}."


@sentence.register
def _(event: PlanDetailed, name: Name = str) -> str:
    parts = []
    if event.review_on:
        parts.append(f"review on {event.review_on.isoformat()}")
    if event.copies_with:
        parts.append(f"copies with {listed(event.copies_with)}")
    if event.meetings_per_week is not None:
        parts.append(f"meetings a week: {event.meetings_per_week}")
    return f"Plan detailed{': ' if parts else ''}{'; '.join(parts)}."


@sentence.register
def _(event: PlanAgreed, name: Name = str) -> str:
    return "The client agreed to the plan as it stood."


@sentence.register
def _(event: PlanReviewed, name: Name = str) -> str:
    return "Relapse plan reviewed."
