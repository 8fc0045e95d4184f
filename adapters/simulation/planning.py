"""Relapse planning: risks of the three kinds, what answers them alone and with people, and the client's word."""

from typing import Final, get_args

from adapters.simulation.calendar import date_of
from adapters.simulation.case import Case, Sitting
from adapters.simulation.chances import between, pick
from adapters.simulation.steps import Story
from events.relapse_plan import RiskKind, Situation

_KINDS: Final[tuple[RiskKind, ...]] = get_args(RiskKind)
_SITUATIONS: Final[tuple[Situation, ...]] = get_args(Situation)
_ALONE: Final = ("urge-surfing", "paced-breathing", "leave-the-place", "cold-water", "write-it-down", "walk")


def risks(case: Case, sitting: Sitting) -> Story:
    """At least one of each kind; those carried forward count."""
    kinds = [kind for kind in _KINDS if kind not in case.risks.values()]
    kinds += [case.dice.choice(_KINDS) for _ in range(between(case.dice, 0, 2))]
    for kind in kinds:
        strategy = pick(case.dice, {"hyperactivating": 0.5, "deactivating": 0.3, "disorganised": 0.2})
        entry = case.next_id()
        yield case.enter_as(
            entry,
            sitting,
            "risk",
            kind=kind,
            situation=case.dice.choice(_SITUATIONS),
            strategy=strategy if kind == "attachment_strategy" else None,
            description=case.words("a risk"),
            warning_signs=("Synthetic sign: sleeps badly",),
        )
        case.risks[entry] = kind


def coping(case: Case, sitting: Sitting) -> Story:
    """Something to do alone, and somebody to turn to, for every risk."""
    for place, risk in enumerate(case.risks):
        skipped = case.fate.unmet == "coping" and place == 0
        yield case.record(
            sitting,
            "coping",
            risk=risk,
            alone=tuple(sorted(case.dice.sample(_ALONE, between(case.dice, 1, 3)))),
            people=() if skipped else _people(case),
            detail=case.words("what to do"),
        )


def crisis_contact(case: Case, sitting: Sitting) -> Story:
    """Whom to call when nothing else helps."""
    kind = pick(case.dice, {"crisis_line": 0.6, "professional": 0.25, "person": 0.15})
    person = _people(case)[0] if kind == "person" else None
    yield case.record(
        sitting, "crisis-contact", kind=kind, person=person, label="Synthetic crisis contact", how="Synthetic: call"
    )


def agreement(case: Case, sitting: Sitting) -> Story:
    """The rest of the plan, and the client's agreement to all of it."""
    yield case.record(
        sitting,
        "plan",
        review_on=date_of(sitting.day + 30),
        copies_with=("client", "clinic"),
        meetings_per_week=between(case.dice, 0, 5),
        reasons=case.words("reasons"),
        after_a_lapse=case.words("what to do after a lapse"),
    )
    yield case.record(sitting, "plan-agreement")


def _people(case: Case) -> tuple[str, ...]:
    supporters = [one.id for one in case.people.values() if one.supports] or list(case.people)
    return tuple(sorted(case.dice.sample(supporters, min(len(supporters), between(case.dice, 1, 2)))))
