"""Signing the discharge summary: a clinician as author, then a supervisor as co-signer, each sure to be themselves."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.asking import Case
from adapters.http.carrying_out import carry_out
from adapters.http.closing import signatures, written
from adapters.http.forms.form import Form
from adapters.http.in_episode import address, episode_page, version_of
from adapters.http.languages import mark
from adapters.http.pages import done, go
from adapters.http.seeing import see_episode
from adapters.http.visits import Clinical, Visit
from engine.refusals import NotFound

router = APIRouter()
_SUBMITS: Final = {"author": mark("Sign the summary"), "co_signer": mark("Co-sign the summary")}


@router.get("/episodes/{episode}/discharge/sign/{meaning}")
def ask(visit: Clinical, episode: str, meaning: str) -> Response:
    """The summary as it is signed, once they gave their password."""
    case, form = _seen(visit, episode, meaning)
    return _shown(visit, case, form, meaning, 200) if _is_sure(visit) else _ask_who(visit, form)


@router.post("/episodes/{episode}/discharge/sign/{meaning}")
def sign(visit: Clinical, episode: str, meaning: str) -> Response:
    """Signs the summary as it stood on the page that was sent."""
    case, form = _seen(visit, episode, meaning)
    if not _is_sure(visit):
        return _ask_who(visit, form)
    form = form.sent(visit.posted)
    outcome = carry_out(visit, form, {"command": "sign_summary", "episode": episode, "meaning": meaning})
    if isinstance(outcome, Form):
        return _shown(visit, case, outcome, meaning, 422)
    return done(visit, f"{address(case)}/discharge", mark("The summary is signed."))


def _seen(visit: Visit, episode: str, meaning: str) -> tuple[Case, Form]:
    if meaning not in _SUBMITS:
        raise NotFound(mark("There is nothing to sign at this address."))
    case = see_episode(visit, episode, "discharge summary, to sign", opened=True, to_write=True)
    path = f"{address(case)}/discharge/sign/{meaning}"
    return case, Form((), path, _SUBMITS[meaning], version=version_of(case))


def _is_sure(visit: Visit) -> bool:
    return visit.web.identity.sessions.is_confirmed(visit.session)


def _ask_who(visit: Visit, form: Form) -> Response:
    return go(visit.request, f"/confirm?next={form.action}")


def _shown(visit: Visit, case: Case, form: Form, meaning: str, status: int) -> Response:
    staff = visit.web.names.staff()
    summary = written(case, staff)
    if summary is None:
        raise NotFound(mark("There is no discharge summary to sign yet."))
    return episode_page(
        visit,
        case,
        "sign.html",
        status,
        form=form,
        meaning=meaning,
        summary=summary,
        signatures=signatures(case, staff),
    )
