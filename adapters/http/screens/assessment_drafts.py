"""Keeping a questionnaire that is under way: saved as it is typed, paused, found again, or given up."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from adapters.http.assessing.desk import desk_of
from adapters.http.assessing.drafting import kept_at, place_of, save
from adapters.http.languages import mark
from adapters.http.pages import done
from adapters.http.screens.assessment import sent
from adapters.http.seeing import see_episode
from adapters.http.visits import Clinical
from engine.refusals import NotFound

router = APIRouter()


@router.post("/episodes/{episode}/assessments/draft")
def keep(visit: Clinical, episode: str) -> JSONResponse:
    """Saves what stands in the form, for the page's own script."""
    case = see_episode(visit, episode, "draft", to_write=True)
    sheet = sent(visit, case)
    saved = save(visit, place_of(visit, case, sheet), sheet)
    at = kept_at(visit.web.clinic)
    return JSONResponse({"draft": saved.id, "version": saved.version, "beside": len(saved.beside), "at": at})


@router.post("/episodes/{episode}/assessments/pause")
def pause(visit: Clinical, episode: str) -> Response:
    """Saves what stands in the form, and leaves it."""
    case = see_episode(visit, episode, "draft", to_write=True)
    sheet = sent(visit, case)
    save(visit, place_of(visit, case, sheet), sheet)
    return done(visit, f"/episodes/{episode}", mark("Paused. It waits on the first page, among the drafts you left."))


@router.post("/episodes/{episode}/assessments/drafts/{draft}/discard")
def give_up(visit: Clinical, episode: str, draft: str) -> Response:
    """Removes a draft of the visitor's own."""
    drafts = desk_of(visit.request).drafts
    found = drafts.open(visit.member.id, draft)
    if found is None or found.place.episode != episode:
        raise NotFound(mark("There is no such draft."))
    drafts.delete(visit.member.id, draft)
    return done(visit, f"/episodes/{episode}", mark("The draft was removed."))
