"""Programme outcomes: how far clients came, by criterion; completers and all starters apart; never who."""

from datetime import date
from typing import Any, Final, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.current import current
from adapters.http.languages import mark
from adapters.http.overseeing import downloads_outcomes, sees_outcomes
from adapters.http.pages import go, page
from adapters.http.pictures.bars import Bars, bars
from adapters.http.visits import Clinical, Forbidden, Visit
from adapters.identity.access_log import Reading
from adapters.outcomes import as_csv, programme_outcomes
from engine.refusals import Invalid
from projections.outcomes import Group, Outcomes

router = APIRouter()
_NOT_A_DAY: Final = mark("A date, please, such as 2026-03-02.")
_REVERSED: Final = mark("The period ends before it begins.")


class Period(NamedTuple):
    """The days of admission that were asked for, as they were typed, and what is wrong with them."""

    since: str
    until: str
    problem: str | None = None


class Pictured(NamedTuple):
    """A group with its pictures."""

    group: Group
    attained: Bars
    days: Bars


@router.get("/outcomes")
def show(visit: Clinical, since: str = "", until: str = "", ready: str = "") -> Response:
    """The outcomes of those admitted in a period."""
    _may_see(visit)
    period, found = _asked(visit, since, until)
    _note(visit, "outcomes")
    return page(
        visit,
        "outcomes.html",
        422 if period.problem else 200,
        period=period,
        standing=current(visit.web.clinic, "outcomes"),
        found=found,
        groups=[_pictured(group) for group in found.groups] if found else [],
        funnel=bars(found.reached.items(), found.starters or 0) if found else None,
        may_download=downloads_outcomes(visit.member),
        is_ready=bool(ready),
        query=_query(since, until),
    )


@router.get("/outcomes/download")
def download(visit: Clinical, since: str = "", until: str = "") -> Response:
    """The same as comma-separated values, for a supervisor who has just given their password."""
    if not downloads_outcomes(visit.member):
        raise Forbidden(mark("Programme outcomes are downloaded by supervisors."))
    if not visit.web.identity.sessions.is_confirmed(visit.session):
        back = f"/outcomes?{_query(since, until, ready='yes')}"
        return go(visit.request, f"/confirm?{urlencode({'next': back})}")
    period, found = _asked(visit, since, until)
    if found is None:
        raise Invalid([period.problem or _NOT_A_DAY])
    _note(visit, "outcomes, downloaded")
    name = f"outcomes-{found.admitted_from or 'first'}-{found.admitted_until or 'last'}.csv"
    return Response(
        as_csv(found),
        media_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _may_see(visit: Visit) -> None:
    if not sees_outcomes(visit.member):
        raise Forbidden(mark("Programme outcomes are seen by supervisors and auditors."))


def _asked(visit: Visit, since: str, until: str) -> tuple[Period, Outcomes | None]:
    try:
        first, last = (date.fromisoformat(text) if text else None for text in (since, until))
    except ValueError:
        return Period(since, until, _NOT_A_DAY), None
    try:
        return Period(since, until), programme_outcomes(visit.web.clinic, first, last)
    except Invalid:
        return Period(since, until, _REVERSED), None


def _pictured(group: Group) -> Pictured:
    days = group.median_days
    return Pictured(
        group,
        bars(((one.criterion, one.share) for one in group.criteria), 1),
        bars(days.items(), max((known for known in days.values() if known is not None), default=0)),
    )


def _query(since: str, until: str, **more: Any) -> str:
    return urlencode({name: value for name, value in {"since": since, "until": until, **more}.items() if value})


def _note(visit: Visit, what: str) -> None:
    """Counts of a programme are about nobody in particular; that they were read is kept all the same."""
    purpose, basis = ("operations", "supervision") if downloads_outcomes(visit.member) else ("audit", "audit")
    visit.web.access_log.note(Reading(visit.member.id, what, purpose, basis, [], visit.request.state.request_id))
