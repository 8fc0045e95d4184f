"""Handing a questionnaire to the client: a link or code for a tablet, made, closed, and taken over by staff."""

from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.asking import Case
from adapters.clinic import random_ids
from adapters.drafts import Place
from adapters.http.assessing.choosing_form import asked_for
from adapters.http.assessing.desk import desk_of
from adapters.http.assessing.sheet import from_content
from adapters.http.languages import mark
from adapters.http.pages import done, go, page
from adapters.http.seeing import see_episode
from adapters.http.visits import Clinical, Visit
from adapters.one_time import Questionnaire
from engine.refusals import NotFound
from events.instants import to_datetime

router = APIRouter()


class Handed(NamedTuple):
    """A link that is not done with: its form, how it stands, how far the client is, and until when it is good."""

    id: str
    form: str
    state: str
    answered: int
    until: str


@router.post("/episodes/{episode}/tablet")
def hand_over(visit: Clinical, episode: str) -> Response:
    """Makes a link and its code; they are shown this once."""
    case = see_episode(visit, episode, "tablet link", to_write=True)
    posted = visit.posted
    sheet = asked_for(case.facts, posted.one("form"), posted.one("occasion"), posted.one("target"))
    asks = Questionnaire(episode, sheet.form.id, sheet.occasion, sheet.target, sheet.response_range)
    issued = desk_of(visit.request).links.issue(asks, visit.member.id)
    zone = visit.web.clinic.site.zone
    return page(
        visit,
        "tablet_link.html",
        episode=case.facts.episode,
        name=visit.web.names.client(case.facts.episode.client),
        sheet=sheet,
        link=issued.id,
        address=f"{str(visit.request.base_url).rstrip('/')}/tablet/{issued.token}",
        typed_at=f"{visit.request.url.netloc}/tablet",
        code=issued.code,
        until=to_datetime(issued.expires_at, zone),
    )


@router.post("/episodes/{episode}/tablet/{link}/close")
def close(visit: Clinical, episode: str, link: str) -> Response:
    """Closes a link at once; what was entered can be taken over."""
    see_episode(visit, episode, "tablet link", to_write=True)
    desk_of(visit.request).links.revoke(episode, link)
    return done(visit, f"/episodes/{episode}/assessments/new", mark("The link is closed."))


@router.post("/episodes/{episode}/tablet/{link}/take-over")
def take_over(visit: Clinical, episode: str, link: str) -> Response:
    """Goes on with what the client had entered, as a draft of the visitor's."""
    case = see_episode(visit, episode, "tablet link", to_write=True)
    desk = desk_of(visit.request)
    taken = desk.links.take_over(episode, link, visit.member.id, desk.drafts).id
    draft = desk.drafts.open(visit.member.id, taken)
    if draft is None:
        raise NotFound(mark("There is no such draft."))
    sheet = from_content(draft.content)
    place = Place(visit.member.id, draft.place.client, episode, sheet.kind)
    kept = desk.drafts.save(place, sheet.as_data(), window=random_ids())
    desk.drafts.delete(visit.member.id, taken)
    about = f"&target={sheet.target}" if sheet.target else ""
    where = f"/episodes/{case.facts.episode.id}/assessments/new"
    return go(visit.request, f"{where}?form={sheet.form.id}&occasion={sheet.occasion}{about}&draft={kept.id}")


def handed(visit: Visit, case: Case) -> list[Handed]:
    """The links of an episode that wait, are open, or hold answers that nobody has seen to."""
    zone = visit.web.clinic.site.zone
    found = desk_of(visit.request).links.of_episode(case.facts.episode.id)
    return [
        Handed(one.id, one.asks.form, one.state, one.answered, to_datetime(one.expires_at, zone).isoformat())
        for one in found
        if one.state in {"waiting", "open"} or (one.answered and one.state in {"expired", "finished", "revoked"})
    ]
