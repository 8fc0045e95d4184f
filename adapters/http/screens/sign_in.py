"""Signing in and out, changing one's password, and giving it again before a signature."""

from dataclasses import replace
from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from adapters.http.forms.field import Field
from adapters.http.forms.form import Form as Filled
from adapters.http.forms.refusing import refused
from adapters.http.kept import kept
from adapters.http.languages import mark
from adapters.http.pages import done, go, page, render
from adapters.http.posted import Form
from adapters.http.visits import Forbidden, Signed, cookie_name, same_origin
from adapters.http.web import Shared, Web
from adapters.identity.attempts import TooManyAttempts
from adapters.identity.identity import WrongSignIn
from adapters.identity.sessions import Session
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


def safe_path(path: str) -> str:
    """The path if it leads to a page of ours; else the first page."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_ours else "/"


def address(request: Request) -> str:
    """Where a request comes from, for the limits on signing in."""
    return request.client.host if request.client else "unknown"


@router.get("/sign-in")
def ask(request: Request, next: str = "/") -> Response:
    """The page to sign in on."""
    return render(request, "sign_in.html", next=safe_path(next), name="", kept=None, refusal=None)


@router.post("/sign-in")
def sign_in(request: Request, posted: Form, web: Shared) -> Response:
    """Begins a session, and goes on to where the visitor was going, or to the form that was kept for them."""
    if not same_origin(request):
        raise Forbidden(
            mark("This form did not come from a page of yours. Open the page again and send it from there.")
        )
    name, carried, to = posted.one("name").strip().lower(), posted.one("kept"), safe_path(posted.one("next"))
    try:
        session = _begun(request, web, name, posted.one("password"))
    except (WrongSignIn, TooManyAttempts) as refusal:
        SIGN_IN_FAILURES.labels(refusal.code).inc()
        status, said = _TOLD[type(refusal)]
        return render(request, "sign_in.html", status=status, next=to, name=name, kept=carried or None, refusal=said)
    form = kept(web.clinic, name, carried) if carried else None
    response = render(request, "resume.html", form=form, csrf=session.csrf) if form else go(request, to)
    is_https = request.url.scheme == "https"
    response.set_cookie(cookie_name(request), session.token, path="/", secure=is_https, httponly=True, samesite="lax")
    return response


def _begun(request: Request, web: Web, name: str, password: str) -> Session:
    """A new session instead of any that the browser holds. Raises `WrongSignIn` also for whoever left the staff."""
    token = web.identity.sign_in(name, password, address(request))
    web.identity.sessions.end(request.cookies.get(cookie_name(request), ""))
    session = web.identity.sessions.find(token)
    member = web.clinic.site.staff.get(session.account.staff) if session else None
    if session is None or member is None or not member.active:
        web.identity.sessions.end(token)
        raise WrongSignIn
    return session


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
def ask_to_confirm(visit: Signed, next: str = "/") -> Response:
    """The page on which somebody gives their password again."""
    return page(visit, "confirm.html", next=safe_path(next), refusal=None)


@router.post("/confirm")
def confirm(visit: Signed) -> Response:
    """Notes that it is them, for some minutes."""
    to = safe_path(visit.posted.one("next"))
    try:
        visit.web.identity.confirm(visit.session, visit.posted.one("password"), address(visit.request))
    except (WrongSignIn, TooManyAttempts) as refusal:
        status, said = _TOLD[type(refusal)]
        return page(visit, "confirm.html", status, next=to, refusal=said)
    return go(visit.request, to)
