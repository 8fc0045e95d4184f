"""The history of an episode as text: every record in the order of the log, what was voided and amended included."""

from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import Response

from adapters.http.in_episode import episode_page
from adapters.http.seeing import see_episode
from adapters.http.shown.evidence import told
from adapters.http.shown.looking_back import asked_back
from adapters.http.visits import Clinical
from adapters.http.words.lanes import LANES

router = APIRouter()
_A_PAGE: Final = 40


@router.get("/episodes/{episode}/history")
def show(
    visit: Clinical,
    episode: str,
    lane: Annotated[list[str] | None, Query()] = None,
    number: int = 1,
    at: int | None = None,
    as_at: str = "",
    as_of: str = "",
) -> Response:
    """A page of the history, the latest first; of the lanes asked for, or the page on which a position stands."""
    question = asked_back(visit, as_at, as_of)
    case = see_episode(visit, episode, "history", question, opened=True)
    wanted = [one for one in lane or () if one in LANES]
    rows = [row for row in told(case, question, visit.web.names.staff())[::-1] if not wanted or row.lane in wanted]
    places = {row.position: place for place, row in enumerate(rows)}
    pages = max(1, -(-len(rows) // _A_PAGE))
    number = places[at] // _A_PAGE + 1 if at in places else min(max(number, 1), pages)
    return episode_page(
        visit,
        case,
        "episode/history.html",
        question=question,
        as_at=as_at,
        as_of=as_of,
        rows=rows[(number - 1) * _A_PAGE : number * _A_PAGE],
        total=len(rows),
        number=number,
        pages=pages,
        lanes=LANES,
        wanted=wanted,
        staff=visit.web.names.staff(),
    )
