"""Entries for histories, with everything that a test does not speak of filled in."""

from collections.abc import Mapping
from typing import Any

from events.assessment import AssessmentTaken, Occasion, Target
from events.relapse_plan import RiskIdentified
from events.social_map import (
    ContactMade,
    ContactOutcome,
    PersonAdded,
    PersonChanged,
    PersonLeft,
    Provision,
    TieDrawn,
)
from tests.aiat.given import Happened, day, under_way
from workflows.aiat.social_map import PROVISIONS
from workflows.instruments.form import load_form


def assessed(
    entry: str,
    form: str,
    scores: Mapping[str, float | None],
    at: int,
    occasion: Occasion = "interim",
    *,
    response_range: tuple[int, int] | None = None,
    target: Target | None = None,
    prorated: tuple[str, ...] = (),
    not_scorable: Mapping[str, str] | None = None,
    recorded: int | None = None,
) -> Happened:
    """An administration with these scores, as the form would have given them."""
    key = load_form(form)
    taken = AssessmentTaken(
        entry=entry,
        form=form,
        occasion=occasion,
        answers={},
        response_range=response_range,
        target=target,
        form_version=key.version,
        form_hash=key.hash,
        scores={name: value for name, value in scores.items() if value is not None},
        prorated=prorated,
        not_scorable=dict(not_scorable or {}),
    )
    return Happened(taken, at, recorded)


def ecr(entry: str, anxiety: float, avoidance: float, at: int, occasion: Occasion = "interim", **more: Any) -> Happened:
    """An ECR (or, with `form`, another of its kind)."""
    scores = {"anxiety": anxiety, "avoidance": avoidance}
    return assessed(entry, more.pop("form", "ecr"), scores, at, occasion, **more)


def rfq(entry: str, score: float, at: int, occasion: Occasion = "interim", **more: Any) -> Happened:
    """An RFQ-8 with its primary score."""
    scores = {"rfq_r_7": score, "uncertainty": score / 2, "certainty": 1.0}
    return assessed(entry, "rfq-8", scores, at, occasion, **more)


def sps(
    entry: str,
    total: float,
    at: int,
    occasion: Occasion = "interim",
    provisions: Mapping[str, float] | None = None,
    **more: Any,
) -> Happened:
    """An SPS-24 with its total, spread evenly over the provisions that are not given."""
    scores = dict.fromkeys(PROVISIONS, total / 6) | dict(provisions or {}) | {"total": total}
    return assessed(entry, more.pop("form", "sps-24"), scores, at, occasion, **more)


def compared(before: Happened, after: Happened) -> list[Happened]:
    """A history in which a baseline was taken on time, and a later administration."""
    history = under_way("relapse_planning")
    return [*history[:2], before, *history[2:], after]


def person(entry: str, at: int = 0, **known: Any) -> Happened:
    """Somebody who supports recovery and offers company and guidance, unless said otherwise."""
    described: dict[str, Any] = {"role": "friend", "stance": "supports", "name": "Somebody"}
    return Happened(PersonAdded(entry=entry, **(described | known)), at or day(1))


def changed(entry: str, who: str, at: int, **known: Any) -> Happened:
    """Something about a person on the map that is no longer as it was."""
    return Happened(PersonChanged(entry=entry, person=who, **known), at)


def left(entry: str, who: str, at: int) -> Happened:
    """Somebody gone from the map."""
    return Happened(PersonLeft(entry=entry, person=who), at)


def tie(entry: str, one: str, other: str, at: int, quality: Any = "neutral") -> Happened:
    """Two people on the map who know each other."""
    return Happened(TieDrawn(entry=entry, between=(one, other), quality=quality), at)


def contact(
    entry: str,
    who: str,
    at: int,
    outcome: ContactOutcome = "supported",
    *,
    begun_by: Any = "client",
    risk: str | None = None,
) -> Happened:
    """A contact by phone, to check in."""
    made = ContactMade(
        entry=entry, person=who, how="phone", begun_by=begun_by, purpose="check_in", outcome=outcome, risk=risk
    )
    return Happened(made, at)


def risk(entry: str, at: int) -> Happened:
    """A risk of the plan."""
    return Happened(RiskIdentified(entry=entry, kind="craving", description="pay day"), at)


def a_map_that_suffices(at: int = 0) -> list[Happened]:
    """Three supporters who offer four provisions between them, one of them outside treatment."""
    offered: tuple[tuple[Provision, ...], ...] = (
        ("attachment", "guidance"),
        ("nurturance",),
        ("reliable_alliance",),
    )
    return [
        person("p1", at, provisions=offered[0]),
        person("p2", at, provisions=offered[1], role="sponsor", in_treatment_milieu=True),
        person("p3", at, provisions=offered[2], role="recovery_peer", in_treatment_milieu=True),
    ]
