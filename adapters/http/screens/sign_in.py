"""Signing in and out, changing one's password, and giving it again before a signature."""

from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from adapters.http.coming_in import address, admitted, come_in, safe_path, sign_in_page
from adapters.http.forms.field import Field
from adapters.http.forms.form import Form as Filled
from adapters.http.forms.refusing import refused
from adapters.http.languages import mark
from adapters.http.pages import done, go, page
from adapters.http.posted import Form
from adapters.http.screens.provider import TOLD, confirm_page, waiting
from adapters.http.visits import Forbidden, Signed, cookie_name, same_origin
from adapters.http.web import Shared
from adapters.identity.attempts import TooManyAttempts
from adapters.identity.identity import WrongSignIn
from adapters.telemetry.metrics import SIGN_IN_FAILURES
from engine.refusals import Invalid, Refused

router = APIRouter()
_NEW: Final = (
    Field("current", mark("Password you have now"), "password", is_required=True),
    Field(
        "password",
        mark("New password"),
        "password",
        mark("At least 12 characters; a few words together are easy to keep"),
        is_required=True,
    ),
    Field("again", mark("New password once more"), "password", is_required=True),
)
_WRONG: Final = mark("This name and password do not belong together.")
_WAIT: Final = mark("Too many attempts to sign in. Wait 15 minutes, then try again.")
_TOLD: Final[dict[type[Refused], tuple[int, str]]] = {WrongSignIn: (401, _WRONG), TooManyAttempts: (429, _WAIT)}


@router.get("/sign-in")
def ask(request: Request, web: Shared, next: str = "/", told: str = "") -> Response:
    """The page to sign in on; `told` says why somebody whom the provider sent back is not in."""
    left = waiting(request, web) if told in TOLD else None
    if left is None:
        return sign_in_page(request, next=safe_path(next), said=TOLD.get(told))
    return sign_in_page(request, next=left.next, kept=left.kept, said=TOLD[told])


@router.post("/sign-in")
def sign_in(request: Request, posted: Form, web: Shared) -> Response:
    """Begins a session, and goes on to where the visitor was going, or to the form that was kept for them."""
    if not same_origin(request):
        raise Forbidden(
            mark("This form did not come from a page of yours. Open the page again and send it from there.")
        )
    name, carried, to = posted.one("name").strip().lower(), posted.one("kept") or None, safe_path(posted.one("next"))
    try:
        session = admitted(request, web, web.identity.sign_in(name, posted.one("password"), address(request)))
        if session is None:
            raise WrongSignIn
    except (WrongSignIn, TooManyAttempts) as refusal:
        SIGN_IN_FAILURES.labels(refusal.code).inc()
        status, said = _TOLD[type(refusal)]
        return sign_in_page(request, status, next=to, name=name, kept=carried, said=said)
    return come_in(request, web, session, next=to, carried=carried)


@router.post("/sign-out")
def sign_out(visit: Signed) -> Response:
    """Ends the session. What the browser keeps of this site is cleared, so that nobody can leaf back."""
    visit.web.identity.sessions.end(visit.session.token)
    response = go(visit.request, "/sign-in")
    response.delete_cookie(cookie_name(visit.request), path="/")
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@router.get("/password")
def new_password(visit: Signed) -> Response:
    """The page to choose another password on."""
    return page(visit, "password.html", form=Filled(_NEW, "/password", mark("Change the password")))


@router.post("/password")
def change_password(visit: Signed) -> Response:
    """Changes the visitor's password; their other sessions end."""
    form = Filled(_NEW, "/password", mark("Change the password")).sent(visit.posted)
    name, new = visit.session.account.name, visit.posted.one("password")
    try:
        visit.web.identity.confirm(visit.session, visit.posted.one("current"), address(visit.request))
        if new != visit.posted.one("again"):
            raise Invalid(["again is not the same as the new password"])
        visit.web.identity.set_password(name, new, by_owner=True, but=visit.session.token)
    except WrongSignIn:
        form = refused(form, Invalid(["current is not the password of this account"]))
    except (Invalid, TooManyAttempts) as refusal:
        form = refused(form, refusal)
    else:
        return done(visit, "/", mark("Your password was changed."))
    return page(visit, "password.html", 422, form=replace(form, given={}))


@router.get("/confirm")
def ask_to_confirm(visit: Signed, next: str = "/", told: str = "") -> Response:
    """The page on which somebody proves again who they are."""
    return confirm_page(visit, next=safe_path(next), said=TOLD.get(told))


@router.post("/confirm")
def confirm(visit: Signed) -> Response:
    """Notes that it is them, for some minutes."""
    to = safe_path(visit.posted.one("next"))
    try:
        visit.web.identity.confirm(visit.session, visit.posted.one("password"), address(visit.request))
    except (WrongSignIn, TooManyAttempts) as refusal:
        status, said = _TOLD[type(refusal)]
        return confirm_page(visit, status, next=to, said=said)
    return go(visit.request, to)
