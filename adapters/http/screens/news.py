"""What colleagues record, told to the pages that stand open: a nudge with nothing personal in it, and the page anew.

Neither keeps a session alive: somebody who walked away is signed out, however much is recorded meanwhile.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from typing import Annotated, Any, Final, NamedTuple

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response, StreamingResponse
from starlette.concurrency import run_in_threadpool

from adapters.http.languages import mark
from adapters.http.news import LookOut
from adapters.http.posted import Posted
from adapters.http.screens import caseload, today
from adapters.http.screens.episode import episode_view
from adapters.http.seeing import see_episode
from adapters.http.shown.looking_back import look_back
from adapters.http.visits import Forbidden, NotSignedIn, PasswordDue, Visit, clinical, cookie_name
from adapters.http.web import Shared
from adapters.identity.permissions import basis, sees_clinical_data
from engine.refusals import NotFound
from events.envelope import Recorded, category
from events.intake import CareTeamAssigned
from projections.lanes import lane_of
from workflows.aiat.deciding.rules import episode_stream
from workflows.aiat.episode import Episode
from workflows.aiat.site import Staff


@asynccontextmanager
async def _looking_out(app: Any) -> AsyncIterator[None]:
    """One look-out for as long as the application runs."""
    app.state.look_out = LookOut(app.state.web.clinic.store)
    with app.state.look_out.closed_by_signals():
        yield


router = APIRouter(lifespan=_looking_out)
_BREATH: Final = 15.0
"""Seconds after which a page that heard nothing is sent a sign of life, and its session is looked at again."""
_REST: Final = 2.0
"""Seconds between two nudges to a list, which many people write to."""
_MOST: Final = 500
_STILL_HERE: Final = ": still here\n\n"
_ENDED: Final = "event: ended\ndata: {}\n\n"


def quiet(request: Request, web: Shared) -> Visit:
    """A visit that does not count as being there. Raises `NotSignedIn`, `PasswordDue` and `Forbidden`."""
    session = web.identity.sessions.find(request.cookies.get(cookie_name(request), ""), touch=False)
    member = web.clinic.site.staff.get(session.account.staff) if session else None
    if session is None or member is None or not member.active:
        raise NotSignedIn
    if session.account.must_change:
        raise PasswordDue
    return clinical(Visit(web, request, session, member, Posted()))


Quiet = Annotated[Visit, Depends(quiet)]


@router.get("/episodes/{episode}/now")
def episode_now(visit: Quiet, episode: str) -> Response:
    """The page of an episode once more."""
    return episode_view(visit, see_episode(visit, episode, "episode", opened=True), look_back(visit, "", ""))


@router.get("/now/today")
def today_now(visit: Quiet, whose: str = "") -> Response:
    """Today once more."""
    return today.today(visit, whose)


@router.get("/now/caseload")
def caseload_now(
    visit: Quiet, whose: str = "", stage: str = "", flag: str = "", ended: str = "", number: int = 1
) -> Response:
    """The caseload once more, with the same filters."""
    return caseload.caseload(visit, whose, stage, flag, ended, number)


@router.get("/episodes/{episode}/news")
def episode_news(visit: Quiet, episode: str, after: int = 0) -> StreamingResponse:
    """Nudges about one episode, from a version of its record on."""
    stream = episode_stream(episode)
    if not visit.web.clinic.engine.load(stream).state.exists:
        raise NotFound("There is no such episode.")
    if not _may_see(visit, visit.member, stream):
        raise Forbidden(mark("This episode is seen by the care team and by supervisors."))

    def look(seen: int, touched: frozenset[str] | None) -> Nudge | None:
        if touched is not None and stream not in touched:
            return None
        new = visit.web.clinic.store.read_stream(stream, after=seen, limit=_MOST, backward=True)
        return _nudge(new, visit, by="version")

    return _told(visit, _Watched(look, lambda member: _may_see(visit, member, stream)), after, rest=0)


@router.get("/news")
def list_news(visit: Quiet, after: int = 0) -> StreamingResponse:
    """Nudges about every episode that the visitor may see, from a position of the log on."""

    def look(seen: int, touched: frozenset[str] | None) -> Nudge | None:
        if touched is not None and not any(_may_see(visit, visit.member, stream) for stream in touched):
            return None
        new = visit.web.clinic.store.read_log(after=seen, categories=["episode"], limit=_MOST, backward=True)
        return _nudge((one for one in new if _may_see(visit, visit.member, one.stream)), visit, by="position")

    return _told(visit, _Watched(look, sees_clinical_data), after, rest=_REST)


class Nudge(NamedTuple):
    """How far the record reaches now, and which strands of treatment something was recorded in."""

    seen: int
    position: int
    kinds: tuple[str, ...]

    def __str__(self) -> str:
        data = json.dumps({"position": self.position, "kinds": self.kinds})
        return f"id: {self.seen}\nevent: change\ndata: {data}\n\n"


class _Watched(NamedTuple):
    """What is new after `seen`, where it can be among the streams `touched`; and who may know."""

    look: Callable[[int, frozenset[str] | None], Nudge | None]
    may_know: Callable[[Staff], bool]


def _told(visit: Visit, watched: _Watched, after: int, rest: float) -> StreamingResponse:
    before = visit.request.headers.get("last-event-id", "")
    seen = int(before) if before.isascii() and before.isdigit() else after
    return StreamingResponse(
        _nudges(visit, watched, seen, rest), media_type="text/event-stream", headers={"X-Accel-Buffering": "no"}
    )


async def _nudges(visit: Visit, watched: _Watched, seen: int, rest: float) -> AsyncIterator[str]:
    touched: frozenset[str] | None = None
    look_out: LookOut = visit.request.app.state.look_out
    with look_out.page() as page:
        while not page.is_over:
            member = await run_in_threadpool(_still_there, visit)
            if member is None or not await run_in_threadpool(watched.may_know, member):
                yield _ENDED
                return
            nudge = await run_in_threadpool(watched.look, seen, touched) if touched is None or touched else None
            if nudge is not None:
                seen = nudge.seen
            yield _STILL_HERE if nudge is None else str(nudge)
            touched = await page.moved(_BREATH)
            if rest and touched and not page.is_over:
                await asyncio.sleep(rest)


def _still_there(visit: Visit) -> Staff | None:
    """Who is signed in; None once the session has ended or they have left the staff."""
    if visit.web.identity.sessions.find(visit.session.token, touch=False) is None:
        return None
    member = visit.web.clinic.site.staff.get(visit.member.id)
    return member if member is not None and member.active else None


def _may_see(visit: Visit, member: Staff, stream: str) -> bool:
    if category(stream) != "episode":
        return False
    state: Episode = visit.web.clinic.engine.load(stream).state
    team = state.latest(CareTeamAssigned)
    return basis(member, team.event.members if team else (), state.stage) is not None


def _nudge(records: Iterable[Recorded], visit: Visit, *, by: str) -> Nudge | None:
    decode = visit.web.clinic.engine.domain.catalogue.decode
    found = [(record, lane_of(decode(record))) for record in records]
    if not found:
        return None
    last = found[0][0]  # they come latest first
    kinds = tuple(dict.fromkeys(str(lane) for _, lane in reversed(found)))
    return Nudge(last.version if by == "version" else last.position, last.position, kinds)
