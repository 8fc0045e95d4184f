"""Discharge reassessment: the instruments again, the map reviewed, goals judged, the summary signed twice."""

from adapters.simulation.assessment import administer
from adapters.simulation.case import Case, Sitting
from adapters.simulation.chances import between, pick
from adapters.simulation.exits import go_back, leave_stage
from adapters.simulation.roster import SUPERVISOR
from adapters.simulation.steps import Step, Story
from adapters.simulation.weeks import week
from workflows.aiat.commands import SignSummary
from workflows.aiat.criteria import attained, judge


def reassessment(case: Case) -> Story:
    """The three instruments, the same forms as at the baseline, and the map gone through together."""
    case.enter("discharge_reassessment", 9)
    sitting = yield from administer(case, case.sit(between(case.dice, 2, 5)), "ecr", "reassessment")
    sitting = yield from administer(case, sitting, "rfq", "reassessment")
    sitting = yield from administer(case, case.sit(between(case.dice, 1, 4)), "sps", "reassessment")
    yield case.record(sitting, "map-review", note=case.words("the map at the end"))


def extension(case: Case) -> Story:
    """Not there yet: what is not attained is to be worked on, and the episode goes back."""
    sitting = yield from week(case)
    for criterion in _not_attained(case, sitting)[:1]:
        yield _disposition(case, sitting, criterion, "extend")
    yield from go_back(case, sitting)


def completion(case: Case) -> Story:
    """The last week: dispositions for what was not attained, summary, signatures, the end."""
    sitting = yield from week(case)
    case.world.groups.leave(case.episode)
    for criterion in _not_attained(case, sitting):
        yield _disposition(case, sitting, criterion, pick(case.dice, {"accept": 0.5, "refer": 0.5}))
    clinician = case.team.clinician
    yield case.record(sitting, "summary", actor=clinician, text=case.words("the episode"))
    yield case.do(sitting, SignSummary, actor=clinician, episode=case.episode, meaning="author")
    yield case.do(sitting, SignSummary, actor=SUPERVISOR, episode=case.episode, meaning="co_signer")
    yield from leave_stage(case, sitting)


def _not_attained(case: Case, sitting: Sitting) -> list[str]:
    return [row.criterion for row in judge(case.facts(sitting)) if not attained(row)]


def _disposition(case: Case, sitting: Sitting, criterion: str, what: str) -> Step:
    reason = case.words("what becomes of a goal")
    return case.record(sitting, "disposition", at=sitting.written, criterion=criterion, disposition=what, reason=reason)
