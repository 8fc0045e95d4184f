"""The caseload by stage: who is where, for how long, and what stands out. Never a ranking of anybody."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.http.languages import mark
from adapters.http.pages import page
from adapters.http.seeing import Seen, in_treatment, may_see, note_list
from adapters.http.visits import Clinical, Visit
from engine.projections import Row
from projections.due import DueRow, State, state_on

router = APIRouter()
STAGES: Final = (
    "intake",
    "assessment",
    "social_map_building",
    "relapse_planning",
    "discharge_reassessment",
)
_ENDED: Final = "ended"
_LANES: Final = (*STAGES, _ENDED)
FLAGS: Final = {
    "recurrence_since": mark("Recurrence"),
    "early_worsening": mark("Early worsening"),
    "consent_revoked": mark("Consent withdrawn"),
    "on_hold_since": mark("On hold"),
    "overridden": mark("Override"),
    "requirement_lapsed": mark("Requirement lapsed"),
}
_AHEAD: Final = timedelta(days=7)
_OF_EACH, _OF_ONE = 15, 50
"""How many stand on a page: of each stage, or of the one that is shown alone."""


class Filters(NamedTuple):
    """What is shown: `mine` or `all`, one stage, one flag, which page of it; empty for no filter."""

    whose: str = ""
    stage: str = ""
    flag: str = ""
    ended: str = ""
    number: int = 1


class Place(NamedTuple):
    """One episode on the board, with the first thing due in it within a week, if any, how that stands, and how late."""

    row: Mapping[str, Any]
    name: str
    days: int
    flags: Sequence[str]
    due: DueRow | None
    state: State | None
    days_late: int


class Lane(NamedTuple):
    """One stage of the board: how many are there, and those who stand on this page."""

    stage: str
    total: int
    places: Sequence[Place]


@router.get("/caseload")
def caseload(
    visit: Clinical, whose: str = "", stage: str = "", flag: str = "", ended: str = "", number: int = 1
) -> Response:
    """The board."""
    wanted = _filters(whose, stage, flag, ended, number)
    with_ended = wanted.ended or wanted.stage == _ENDED
    return _board(visit, wanted, lambda rows: rows if with_ended else in_treatment(rows))


@router.post("/caseload/search")
def search(visit: Clinical) -> Response:
    """The board of those whose name holds these words; without any, as it was. Posted: no name stands in an address."""
    asked = visit.posted.one
    words = asked("words").strip()[:200]
    back_to = _filters(asked("whose"), asked("stage"), asked("flag"), asked("ended"))
    if not words:
        return caseload(visit, *back_to)
    found = visit.web.names.find(words)
    wanted = Filters(whose="all", ended="yes")
    return _board(visit, wanted, lambda rows: (row for row in rows if row["client"] in found), words, back_to)


def _filters(whose: str, stage: str, flag: str, ended: str, number: int = 1) -> Filters:
    return Filters(
        whose, stage if stage in _LANES else "", flag if flag in FLAGS else "", ended, max(1, min(number, 10_000))
    )


def _board(
    visit: Visit,
    wanted: Filters,
    those: Callable[[Iterable[Row]], Iterable[Row]],
    words: str = "",
    back_to: Filters | None = None,
) -> Response:
    """Those rows as a board. `back_to` are the filters to which it goes back where `words` were searched for."""
    rows, standing = visit.web.caseload.read()
    every = may_see(visit, those(rows))
    mine = [one for one in every if one.basis == "care_team"]
    shown = every if wanted.whose == "all" or not mine else mine
    if wanted.flag:
        shown = [one for one in shown if one.row[wanted.flag]]
    size = _OF_ONE if wanted.stage else _OF_EACH
    by_stage = {stage: [one for one in shown if _lane(one) == stage] for stage in _LANES}
    start = (wanted.number - 1) * size if wanted.stage else 0
    on_page = {
        stage: sorted(some, key=_since)[start : start + size]
        for stage, some in by_stage.items()
        if not wanted.stage or stage == wanted.stage
    }
    names = visit.web.names.clients({one.row["client"] for some in on_page.values() for one in some})
    note_list(visit, "caseload", [one for some in on_page.values() for one in some])
    return page(
        visit,
        "board.html" if visit.is_htmx else "caseload.html",
        lanes=[Lane(stage, len(by_stage[stage]), _places(visit, some, names)) for stage, some in on_page.items()],
        wanted=wanted,
        back_to=back_to or wanted,
        query="?" + urlencode({name: value for name, value in (back_to or wanted)._asdict().items() if value}),
        standing=standing,
        is_all=shown is every or wanted.whose == "all",
        has_more=bool(mine) and len(every) > len(mine),
        flags=FLAGS,
        stages=STAGES,
        size=size,
        words=words,
    )


def _lane(one: Seen) -> str:
    return _ENDED if one.row["ended_on"] else one.row["stage"]


def _since(one: Seen) -> tuple[str, str]:
    """In the order in which they came to the stage: who is there longest comes first."""
    return one.row["ended_on"] or one.row["stage_entered_on"], one.row["episode"]


def _places(visit: Visit, some: Iterable[Seen], names: Mapping[str, str]) -> list[Place]:
    today = date.fromisoformat(visit.today)
    until = (today + _AHEAD).isoformat()
    places = []
    for one in some:
        due = next((due for due in one.row["due"] if due.due_on <= until), None)
        places.append(
            Place(
                one.row,
                names[one.row["client"]],
                (today - date.fromisoformat(one.row["stage_entered_on"])).days,
                [flag for flag in FLAGS if one.row[flag]],
                due,
                state_on(due, visit.today) if due else None,
                (today - date.fromisoformat(due.due_on)).days if due else 0,
            )
        )
    return places
