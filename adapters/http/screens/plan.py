"""The relapse plan: risks by kind, what answers each, how the client stands to it, and a page for their pocket."""

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.http.in_episode import episode_page
from adapters.http.plan_shown import RISK_KINDS, plan_shown
from adapters.http.seeing import see_episode
from adapters.http.shown.looking_back import asked_back
from adapters.http.suggestions import suggestions_for
from adapters.http.visits import Clinical
from events.assessment import AttachmentFormulated
from events.relapse_plan import PlanReviewed
from projections.times import local_day
from workflows.aiat.deadlines import RELAPSE_PLANNING, unreviewed_recurrence

router = APIRouter()


@router.get("/episodes/{episode}/plan")
def show(visit: Clinical, episode: str, as_at: str = "", as_of: str = "") -> Response:
    """The plan, now or as it was."""
    question = asked_back(visit, as_at, as_of)
    case = see_episode(visit, episode, "plan", question, opened=True)
    facts = case.facts
    recurrence, reviewed = unreviewed_recurrence(facts.episode), facts.episode.latest(PlanReviewed)
    formulated = facts.episode.latest(AttachmentFormulated)
    strategy = formulated.event.strategy if formulated else None
    return episode_page(
        visit,
        case,
        "plan.html",
        question=question,
        plan=plan_shown(case),
        kinds=RISK_KINDS,
        strategy=strategy,
        suggestions=suggestions_for(strategy),
        is_begun=bool(facts.episode.entered(RELAPSE_PLANNING)),
        recurrence_on=local_day(recurrence.at.us, facts.site.zone) if recurrence else None,
        reviewed_on=local_day(reviewed.at.us, facts.site.zone) if reviewed else None,
        review_days=facts.policy.deadlines.plan_review_after_recurrence,
    )


@router.get("/episodes/{episode}/plan/print")
def pocket(visit: Clinical, episode: str) -> Response:
    """The plan on one page, for the client to carry: it bears nobody's name but those of helpers."""
    case = see_episode(visit, episode, "plan, to print", opened=True)
    return episode_page(visit, case, "plan_print.html", plan=plan_shown(case), kinds=RISK_KINDS, today=visit.today)
