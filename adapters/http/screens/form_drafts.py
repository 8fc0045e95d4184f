"""Forms that were left half filled in: kept as they are typed, looked at again, gone on with, or removed."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from adapters.drafts import Draft
from adapters.http.assessing.desk import desk_of
from adapters.http.in_episode import address, episode_page
from adapters.http.languages import mark
from adapters.http.pages import done
from adapters.http.seeing import see_episode
from adapters.http.typed import RESUME, is_typed, keep_typed, typed_of
from adapters.http.visits import Clinical, Visit
from engine.refusals import NotFound
from events.instants import to_datetime

router = APIRouter()


@router.post("/episodes/{episode}/drafts")
def keep(visit: Clinical, episode: str) -> JSONResponse:
    """Keeps what stands in a form, for the page's own script."""
    case = see_episode(visit, episode, "draft", to_write=True)
    saved = keep_typed(visit, case, visit.posted)
    return JSONResponse({"draft": saved.id})


@router.get("/episodes/{episode}/drafts/{draft}")
def look(visit: Clinical, episode: str, draft: str) -> Response:
    """What was typed, and the choice to go on with it or to remove it."""
    case = see_episode(visit, episode, "draft", to_write=True)
    found = _found(visit, episode, draft)
    return episode_page(
        visit,
        case,
        "left.html",
        typed=typed_of(found),
        at=to_datetime(found.updated_at, case.facts.site.zone).isoformat(),
        remove=f"{address(case)}/drafts/{draft}/remove",
        resume=RESUME,
    )


@router.post("/episodes/{episode}/drafts/{draft}/remove")
def remove(visit: Clinical, episode: str, draft: str) -> Response:
    """Removes a draft of the visitor's own."""
    case = see_episode(visit, episode, "draft", to_write=True)
    desk_of(visit.request).drafts.delete(visit.member.id, _found(visit, episode, draft).id)
    return done(visit, address(case), mark("The draft was removed."))


def _found(visit: Visit, episode: str, draft: str) -> Draft:
    found = desk_of(visit.request).drafts.open(visit.member.id, draft)
    if found is None or found.place.episode != episode or not is_typed(found.place):
        raise NotFound(mark("There is no such draft."))
    return found
