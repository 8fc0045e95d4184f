"""Intake: consent, safety, substances and what they relieve, attachment history, the care team."""

from datetime import date
from typing import Final

from adapters.simulation.calendar import date_of
from adapters.simulation.case import Case, Sitting
from adapters.simulation.chances import between, pick
from adapters.simulation.roster import INTAKE, SUPERVISOR
from adapters.simulation.steps import Story
from workflows.aiat.commands import Advance, GiveDisclosureConsent, OpenEpisode, RegisterClient, VoidEpisode

_SUBSTANCES: Final = {
    "alcohol": 0.4,
    "opioids": 0.2,
    "stimulants": 0.2,
    "cannabis": 0.1,
    "benzodiazepines": 0.06,
    "other": 0.04,
}
_RELIEF: Final = ("anxiety", "loneliness", "shame", "emptiness", "anger", "trauma_memories", "sleeplessness", "pain")
_DISRUPTIONS: Final = {
    "caregiver_substance_use": 0.3,
    "loss": 0.2,
    "neglect": 0.2,
    "separation": 0.12,
    "violence_at_home": 0.1,
    "caregiver_mental_illness": 0.08,
}


def register(case: Case, name: str, sitting: Sitting) -> Story:
    """The client becomes a client; only before their first episode."""
    yield case.do(
        sitting,
        RegisterClient,
        actor=INTAKE,
        client=case.client,
        name=name,
        language="synthetic",
        birth_date=date(between(case.dice, 1960, 2003), 1, 1),
        contact="Synthetic contact: none.",
    )


def intake(case: Case, sitting: Sitting, before: Case | None) -> Story:
    """The first days, from the opening of the episode to the exit of its stage; `before` where they come back."""
    again = {"readmission_of": before.episode, "carry": _carried(before)} if before else {}
    # opened when the client sat down, so that what was said then lies within treatment
    begun = sitting._replace(written=sitting.held)
    opened = case.do(begun, OpenEpisode, actor=INTAKE, client=case.client, episode=case.episode, **again)
    yield opened._replace(at=sitting.written.us)
    case.enter("intake", 4)
    if case.fate.was_mistaken:
        later = case.sit(1)
        reason = "Synthetic reason: opened for the wrong client."
        yield case.do(later, VoidEpisode, actor=SUPERVISOR, episode=case.episode, reason=reason)
        return
    yield from _agreed(case, sitting)
    yield from _told(case, sitting)
    second = case.sit(between(case.dice, 1, 5))
    yield from _history(case, second)
    yield case.do(second, Advance, episode=case.episode)


def _carried(before: Case) -> tuple[str, ...]:
    return ("map", "plan") if before.risks else ("map",)


def _agreed(case: Case, sitting: Sitting) -> Story:
    yield case.record(sitting, "consent", actor=INTAKE, signed_on=date_of(sitting.day))
    if case.fate.discloses:
        case.discloses_to = True
        yield case.do(
            sitting,
            GiveDisclosureConsent,
            actor=INTAKE,
            client=case.client,
            consent=f"{case.episode}.consent",
            kind="tpo",
            discloser="Synthetic clinic",
            recipient="Synthetic court",
            scope=("attendance", "stage"),
            purpose="treatment",
            expires_on=date_of(sitting.day + 365),
            right_to_revoke_explained=True,
            consequences_of_refusing_explained=True,
            redisclosure_explained=True,
            signed_on=date_of(sitting.day),
        )


def _told(case: Case, sitting: Sitting) -> Story:
    dice = case.dice
    safe = pick(dice, {"yes": 0.8, "no": 0.1, "declined": 0.1})
    yield case.record(
        sitting,
        "safety-screen",
        actor=INTAKE,
        safe_now=safe,
        choices_explained=True,
        follow_up="safety_plan" if safe == "no" else "none",
        overwhelms=("Synthetic: loud rooms",),
        grounds=("Synthetic: cold water", "Synthetic: naming five things"),
    )
    used = {pick(dice, _SUBSTANCES) for _ in range(between(dice, 1, 3))}
    for place, substance in enumerate(sorted(used)):
        yield case.record(
            sitting,
            "substance",
            actor=INTAKE,
            substance=substance,
            relieves=tuple(sorted(dice.sample(_RELIEF, between(dice, 1, 3)))),
            frequency=pick(dice, {"daily": 0.6, "some": 0.3, "none_past_month": 0.1}),
            primary=place == 0,
        )


def _history(case: Case, sitting: Sitting) -> Story:
    disruptions = {pick(case.dice, _DISRUPTIONS) for _ in range(between(case.dice, 1, 3))}
    yield case.record(
        sitting,
        "attachment-history",
        actor=case.team.clinician,
        disruptions=tuple(sorted(disruptions)),
        earlier_treatments=between(case.dice, 0, 5),
        ran_aground_on=case.words("earlier treatment"),
    )
    yield case.record(sitting, "care-team", members=case.team)
