"""What is handed over on paper, as PDF: the plan for the client's pocket, and the discharge summary."""

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.http.pages import go, language_code
from adapters.http.seeing import see_episode
from adapters.http.visits import Clinical
from adapters.pdf import discharge_summary, pocket_plan

router = APIRouter()


@router.get("/episodes/{episode}/plan.pdf")
def plan(visit: Clinical, episode: str) -> Response:
    """The plan, for the client to carry: it names neither them nor the clinic."""
    case = see_episode(visit, episode, "plan, as PDF", opened=True)
    return _pdf(pocket_plan(case, language_code(visit.request)), "my-plan.pdf")


@router.get("/episodes/{episode}/discharge/summary.pdf")
def summary(visit: Clinical, episode: str) -> Response:
    """The discharge summary, for whoever gave their password a moment ago: a document that leaves the clinic."""
    case = see_episode(visit, episode, "discharge summary, as PDF", opened=True)
    if not visit.web.identity.sessions.is_confirmed(visit.session):
        return go(visit.request, f"/confirm?next=/episodes/{episode}/discharge/summary.pdf")
    made = discharge_summary(visit.web.clinic, case, visit.web.names.staff(), language_code(visit.request))
    return _pdf(made, "discharge-summary.pdf")


def _pdf(content: bytes, name: str) -> Response:
    headers = {"Content-Disposition": f'inline; filename="{name}"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/pdf", headers=headers)
