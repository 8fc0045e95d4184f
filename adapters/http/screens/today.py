"""Today: what is overdue and due, in the episodes that the visitor treats or may see; and what needs a look."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.http.drafts_left import drafts_left
from adapters.http.pages import go, page
from adapters.http.seeing import Seen, in_treatment, may_see, note_list
from adapters.http.shown.standing import done_at
from adapters.http.visits import Signed, Visit
from adapters.identity.permissions import manages, sees_clinical_data
from projections.due import DueRow, State, in_order, state_on

router = APIRouter()
_AHEAD: Final = timedelta(days=7)
_MOST: Final = 40
"""How many rows of a kind stand on the page; the caseload has the rest."""
_LOOK: Final = ("recurrence_since", "early_worsening", "consent_revoked")


class Task(NamedTuple):
    """Something due. `href` is where it is done; `days` how many it is late, or ahead if below 0."""

    due: DueRow
    name: str
    href: str
    days: int


class Group(NamedTuple):
    """What is due in one way: how many there are, and those that stand on the page."""

    total: int
    tasks: Sequence[Task]


@router.get("/")
def today(visit: Signed, whose: str = "") -> Response:
    """The first page of treatment staff; of others, the first page that is theirs."""
    if not sees_clinical_data(visit.member):
        return go(visit.request, "/people" if manages(visit.member) else "/password")
    rows, standing = visit.web.caseload.read()
    every = may_see(visit, in_treatment(rows))
    mine = [one for one in every if one.basis == "care_team"]
    shown = every if whose == "all" or not mine else mine
    due = _due(visit, shown)
    look = [one for one in shown if any(one.row[flag] for flag in _LOOK)]
    on_page = {row.client for rows in due.values() for row in rows[:_MOST]}
    on_page.update(one.row["client"] for one in look[:_MOST])
    names = visit.web.names.clients(on_page)
    stages = {one.row["episode"]: one.row["stage"] for one in shown}
    note_list(visit, "today", [one for one in shown if one.row["client"] in on_page])
    return page(
        visit,
        "today.html",
        standing=standing,
        groups={state: _group(visit, rows, names, stages) for state, rows in due.items()},
        look=look[:_MOST],
        more_to_look=max(0, len(look) - _MOST),
        drafts=drafts_left(visit),
        names=names,
        is_all=shown is every,
        has_more=bool(mine) and len(every) > len(mine),
        in_treatment=len(shown),
    )


def _due(visit: Visit, shown: Iterable[Seen]) -> Mapping[State, Sequence[DueRow]]:
    until = (date.fromisoformat(visit.today) + _AHEAD).isoformat()
    found: dict[State, list[DueRow]] = {"overdue": [], "due": [], "later": [], "paused": []}
    for row in in_order(due for one in shown for due in one.row["due"] if due.due_on <= until):
        found[state_on(row, visit.today)].append(row)
    return dict(found)


def _group(visit: Visit, rows: Sequence[DueRow], names: Mapping[str, str], stages: Mapping[str, str]) -> Group:
    today = date.fromisoformat(visit.today)
    tasks = [
        Task(
            row,
            names[row.client],
            _where(row, stages[row.episode]),
            (today - date.fromisoformat(row.due_on)).days,
        )
        for row in rows[:_MOST]
    ]
    return Group(len(rows), tasks)


def _where(row: DueRow, stage: str) -> str:
    """The page on which something due is done; that of the episode where there is none."""
    home = f"/episodes/{row.episode}"
    return done_at(home, row.kind, stage) or home
