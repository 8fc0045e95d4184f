"""Answers what went otherwise than asked, in plain words: not signed in, not allowed, not there, not possible."""

from typing import Any, Final
from urllib.parse import urlencode

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from adapters.asking import NotBegun
from adapters.http.coming_in import sign_in_page
from adapters.http.kept import keep
from adapters.http.languages import mark
from adapters.http.pages import go, render
from adapters.http.posted import CSRF, posted
from adapters.http.shown.looking_back import CannotLookBack, Why
from adapters.http.unreachable import unreachable
from adapters.http.visits import Forbidden, NotSignedIn, PasswordDue, cookie_name, is_htmx, same_origin
from adapters.http.web import web_of
from adapters.identity.attempts import TooManyAttempts
from adapters.identity.sessions import csrf_of
from adapters.incidents import report
from engine.keys import KeyErased, KeysUnusable
from engine.refusals import (
    AlreadyExists,
    CommandIdReused,
    NotAllowed,
    NotFound,
    Refused,
    RequirementsUnmet,
    StaleVersion,
    WrongStage,
)
from events.store import StoreError

_CONFLICTS: Final = (AlreadyExists, CommandIdReused, RequirementsUnmet, StaleVersion, WrongStage)
_BY_STATUS: Final = {
    404: (mark("Not found"), mark("There is nothing at this address. It may have been typed wrongly.")),
    405: (mark("Not possible"), mark("This address cannot be used in this way.")),
}
_NOT_POSSIBLE: Final = mark("Not possible")


def turn_away(app: FastAPI) -> None:
    """Has the application answer whatever may be raised in a screen."""
    app.add_exception_handler(NotSignedIn, _not_signed_in)
    app.add_exception_handler(PasswordDue, lambda request, _: go(request, "/password"))
    app.add_exception_handler(
        Forbidden, lambda request, error: told(request, 403, mark("Not yours to see"), str(error))
    )
    app.add_exception_handler(Refused, _refused)
    app.add_exception_handler(CannotLookBack, lambda request, error: _no_look_back(request, 422, error.why))
    app.add_exception_handler(KeyErased, _erased)
    app.add_exception_handler(HTTPException, _http)
    for unusable in (StoreError, KeysUnusable):
        app.add_exception_handler(unusable, unreachable)


def told(request: Request, status: int, title: str, sentence: str, incident: str | None = None) -> Response:
    """The page that says what is wrong, and how to go on."""
    visit = getattr(request.state, "visit", None)
    return render(request, "told.html", visit=visit, status=status, title=title, sentence=sentence, incident=incident)


def failed(request: Request, error: Exception) -> Response:
    """The page for an error inside; its incident id leads to the log, which has its type and place only."""
    sentence = mark(
        "Something went wrong inside. Nothing was half done. Whoever runs Homeport finds it by this number:"
    )
    return told(request, 500, mark("Something went wrong"), sentence, report(error))


def too_much(request: Request) -> Response:
    """The page for more than a request may carry."""
    sentence = mark(
        "That is more than one form can carry. Go back: what you typed is still there. Shorten it, and send it again."
    )
    return told(request, 413, mark("Too long"), sentence)


async def _not_signed_in(request: Request, _: Exception) -> Response:
    web, sent = web_of(request), await posted(request)
    token = request.cookies.get(cookie_name(request), "")

    def answer() -> Response:
        account = web.identity.sessions.lapsed(token) if token else None
        is_ours = account is not None and same_origin(request) and sent.one(CSRF) == csrf_of(token)
        if account is None or not is_ours:
            back = request.url.path if request.method == "GET" and not is_htmx(request) else "/"
            return go(request, "/sign-in" if back == "/" else f"/sign-in?next={back}")
        carried = keep(web.clinic, account, request.url.path, sent)
        page = sign_in_page(request, 401, next="/", name=account, kept=carried)
        if is_htmx(request):
            page.headers["HX-Retarget"] = "body"
            page.headers["HX-Reswap"] = "innerHTML"
        return page

    return await run_in_threadpool(answer)


def _refused(request: Request, refusal: Any) -> Response:
    match refusal:
        case NotBegun():
            return _no_look_back(request, 404, "too_early", refusal)
        case NotFound():
            return told(request, 404, mark("Not found"), refusal.message)
        case NotAllowed():
            return told(request, 403, mark("Not yours to do"), refusal.message)
        case TooManyAttempts():
            return told(request, 429, mark("Please wait"), refusal.message)
    status = 409 if isinstance(refusal, _CONFLICTS) else 422
    return told(request, status, _NOT_POSSIBLE, refusal.message)


def _no_look_back(request: Request, status: int, why: Why, early: NotBegun | None = None) -> Response:
    """The page for a day that a screen cannot be shown as of; it leads to the same screen now, or on its first day."""
    first = {}
    if early:
        known = request.query_params.get("as_at") if early.asked == "as_of" else None
        first = {"as_at": known} if known else {}
        first[early.asked] = early.first_day.isoformat()
    visit = getattr(request.state, "visit", None)
    return render(
        request,
        "no_look_back.html",
        visit=visit,
        status=status,
        why=why,
        asked=early.asked if early else None,
        first_day=early.first_day if early else None,
        first="?" + urlencode(first),
    )


def _erased(request: Request, _: Exception) -> Response:
    return told(request, 410, mark("Erased"), mark("The personal record of this client was erased."))


def _http(request: Request, error: Any) -> Response:
    title, sentence = _BY_STATUS.get(error.status_code, (_NOT_POSSIBLE, mark("This could not be read.")))
    return told(request, error.status_code, title, sentence)
