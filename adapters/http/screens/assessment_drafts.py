"""Keeping a questionnaire that is under way: saved as it is typed, paused, found again, or given up."""

from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response

from adapters.drafts import Listed
from adapters.http.assessing.desk import desk_of
from adapters.http.assessing.drafting import place_of, save
from adapters.http.assessing.sheet import from_data
from adapters.http.languages import mark
from adapters.http.pages import done
from adapters.http.screens.assessment import sent
from adapters.http.seeing import may_see, see_episode
from adapters.http.visits import Clinical, Visit
from engine.refusals import NotFound
from events.instants import to_datetime

router = APIRouter()


class DraftLeft(NamedTuple):
    """A draft on a list: of whom, which form, how far, when it was left, and where it goes on."""

    id: str
    episode: str
    name: str
    form: str
    answered: int
    items: int
    at: str
    href: str


@router.post("/episodes/{episode}/assessments/draft")
def keep(visit: Clinical, episode: str) -> JSONResponse:
    """Saves what stands in the form, for the page's own script."""
    case = see_episode(visit, episode, "draft", to_write=True)
    sheet = sent(visit, case)
    saved = save(visit, place_of(visit, case, sheet), sheet)
    return JSONResponse({"draft": saved.id, "version": saved.version, "beside": len(saved.beside)})


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
        raise NotFound("There is no such draft.")
    drafts.delete(visit.member.id, draft)
    return done(visit, f"/episodes/{episode}", mark("The draft was removed."))


def drafts_left(visit: Visit, episode: str | None = None) -> list[DraftLeft]:
    """The visitor's drafts, the latest first, of the episodes that they may (still) see, or of one of them."""
    listed = [one for one in desk_of(visit.request).drafts.list_for(visit.member.id) if _is_questionnaire(one)]
    if not listed:
        return []
    seen = {one.row["episode"] for one in may_see(visit, visit.web.caseload.all())}
    shown = [one for one in listed if one.place.episode in seen and episode in {None, one.place.episode}]
    names = visit.web.names.clients({one.place.client for one in shown})
    return [left for one in shown if (left := _left(visit, one, names[one.place.client])) is not None]


def _is_questionnaire(one: Listed) -> bool:
    return one.place.kind.startswith("assessment-")


def _left(visit: Visit, one: Listed, name: str) -> DraftLeft | None:
    draft = desk_of(visit.request).drafts.open(visit.member.id, one.id)
    if draft is None:
        return None
    sheet, episode = from_data(draft.content), draft.place.episode
    about = f"&target={sheet.target}" if sheet.target else ""
    return DraftLeft(
        one.id,
        episode,
        name,
        sheet.form.title,
        len(sheet.answers),
        len(sheet.form.items),
        to_datetime(one.updated_at, visit.web.clinic.site.zone).isoformat(),
        f"/episodes/{episode}/assessments/new?form={sheet.form.id}&occasion={sheet.occasion}{about}&draft={one.id}",
    )
