"""Discharge: what is missing, the reassessments, the goals with their dispositions, the summary and who signed it."""

from typing import get_args

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.asking import Case
from adapters.http.closing import goals, reassessments, signatures, written
from adapters.http.forms.describing import fields_of
from adapters.http.forms.form import Form
from adapters.http.in_episode import address, episode_page, record_entry, version_of
from adapters.http.languages import mark
from adapters.http.remedies import remedy
from adapters.http.seeing import see_episode
from adapters.http.shown.looking_back import asked_back
from adapters.http.visits import Clinical, Visit
from engine.refusals import NotFound
from events.discharge import DispositionRecorded
from workflows.aiat.content import content_model
from workflows.aiat.criteria import Criterion, goal_attainment_t
from workflows.aiat.measures import assessment_left
from workflows.aiat.requirements import missing
from workflows.aiat.summary import signature

router = APIRouter()
_STAGE = "discharge_reassessment"


@router.get("/episodes/{episode}/discharge")
def show(visit: Clinical, episode: str, as_at: str = "", as_of: str = "") -> Response:
    """How far the episode is from its end."""
    question = asked_back(visit, as_at, as_of)
    case = see_episode(visit, episode, "discharge", question, opened=True)
    facts, staff = case.facts, visit.web.names.staff()
    found = list(goals(case))
    at_stage = facts.episode.stage == _STAGE and facts.episode.under_way
    return episode_page(
        visit,
        case,
        "discharge.html",
        question=question,
        at_stage=at_stage,
        missing={unmet.sentence: remedy(episode, unmet.code) for unmet in missing(facts)} if at_stage else {},
        reassessments=list(reassessments(facts)),
        baseline_may_come=facts.episode.under_way and assessment_left(facts) is None,
        goals=found,
        t_score=goal_attainment_t([one.row for one in found], facts.policy),
        summary=written(case, staff),
        signatures=signatures(case, staff),
        is_authored=signature(facts.episode, "author") is not None,
        is_co_signed=signature(facts.episode, "co_signer") is not None,
        roles=visit.member.roles,
    )


@router.get("/episodes/{episode}/discharge/dispositions/{criterion}")
def ask(visit: Clinical, episode: str, criterion: str) -> Response:
    """What is to become of a goal that was not attained."""
    case, form = _seen(visit, episode, criterion)
    return _shown(visit, case, criterion, form, 200)


@router.post("/episodes/{episode}/discharge/dispositions/{criterion}")
def decide(visit: Clinical, episode: str, criterion: str) -> Response:
    """Records it, for the level as it stands now."""
    case, form = _seen(visit, episode, criterion)
    form = form.sent(visit.posted)
    content = {**form.values(), "criterion": criterion}
    outcome = record_entry(visit, case, form, "disposition", f"{address(case)}/discharge", content)
    return _shown(visit, case, criterion, outcome, 422) if isinstance(outcome, Form) else outcome


def _seen(visit: Visit, episode: str, criterion: str) -> tuple[Case, Form]:
    if criterion not in get_args(Criterion):
        raise NotFound(mark("There is no such goal."))
    case = see_episode(visit, episode, "disposition", opened=True, to_write=True)
    fields = fields_of(content_model(DispositionRecorded), "disposition", {}, left_out=("criterion",))
    path = f"{address(case)}/discharge/dispositions/{criterion}"
    return case, Form(fields, path, mark("Record the disposition"), version=version_of(case))


def _shown(visit: Visit, case: Case, criterion: str, form: Form, status: int) -> Response:
    goal = next(one for one in goals(case) if one.row.criterion == criterion)
    return episode_page(visit, case, "disposition.html", status, form=form, goal=goal)
