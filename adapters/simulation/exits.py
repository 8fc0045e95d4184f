"""Ways out of a stage: onward, back, and out of treatment."""

from typing import Final

from adapters.simulation.case import Case, Sitting
from adapters.simulation.chances import between
from adapters.simulation.roster import SUPERVISOR
from adapters.simulation.steps import Story
from workflows.aiat.commands import (
    Advance,
    DischargeEarly,
    GoBack,
    Override,
    RevokeDisclosureConsent,
    SignSummary,
)
from workflows.aiat.requirements import missing

_DROPPED_OUT: Final = 2


def leave_stage(case: Case, sitting: Sitting) -> Story:
    """To the next stage; where something is to stay unmet, a supervisor lets the episode through."""
    if case.fate.unmet and (unmet := missing(case.facts(sitting))):
        yield case.do(
            sitting,
            Override,
            actor=SUPERVISOR,
            episode=case.episode,
            requirements=tuple(one.code for one in unmet),
            reason="Synthetic reason: to wait longer would do harm.",
        )
    yield case.do(sitting, Advance, episode=case.episode)


def go_back(case: Case, sitting: Sitting) -> Story:
    """To the stage before."""
    reason = "Synthetic reason: more time is needed."
    yield case.do(sitting, GoBack, episode=case.episode, reason=reason)


def leave_early(case: Case) -> Story:
    """Out of treatment: after a silence, or for a reason that is known at once."""
    case.world.groups.leave(case.episode)
    reason = case.teds_reason
    sitting = case.sit(between(case.dice, 14, 40) if reason == _DROPPED_OUT else between(case.dice, 1, 5))
    if case.fate.withdraws:
        yield case.record(sitting, "consent-revoked")
    yield case.do(sitting, DischargeEarly, episode=case.episode, teds_reason=reason, reason=case.words("why it ended"))
    if case.discloses_to:
        consent = f"{case.episode}.consent"
        yield case.do(sitting, RevokeDisclosureConsent, client=case.client, consent=consent)
    if case.dice.random() < 0.5:
        yield from _closed(case, sitting)


def _closed(case: Case, ended: Sitting) -> Story:
    """What is still written once treatment has ended, of what was known up to then."""
    sitting = case.sit(between(case.dice, 1, 6))
    yield case.record(sitting, "note", at=ended.held, text=case.words("the last days"))
    clinician = case.team.clinician
    yield case.record(sitting, "summary", at=ended.written, actor=clinician, text=case.words("the episode"))
    yield case.do(sitting, SignSummary, actor=clinician, episode=case.episode, meaning="author")
    yield case.do(sitting, SignSummary, actor=SUPERVISOR, episode=case.episode, meaning="co_signer")
