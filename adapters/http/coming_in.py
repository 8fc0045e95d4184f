"""What every way of signing in shares: the page to do it on, and how somebody who proved who they are comes in."""

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from adapters.http.kept import kept
from adapters.http.pages import go, render
from adapters.http.visits import cookie_name
from adapters.http.web import Web, web_of
from adapters.identity.sessions import Session


def safe_path(path: str) -> str:
    """The path if it leads to a page of ours; else the first page."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_ours else "/"


def address(request: Request) -> str:
    """Where a request comes from, for the limits on signing in."""
    return request.client.host if request.client else "unknown"


def sign_in_page(
    request: Request, status: int = 200, *, next: str, name: str = "", kept: str | None = None, said: str | None = None
) -> HTMLResponse:
    """The page to sign in on. `kept` is a sealed form that waits, `said` why nobody came in yet."""
    has_provider = web_of(request).provider is not None
    return render(
        request, "sign_in.html", status=status, next=next, name=name, kept=kept, refusal=said, has_provider=has_provider
    )


def admitted(request: Request, web: Web, token: str) -> Session | None:
    """The session just begun, instead of any that the browser holds; None where its owner has left the staff."""
    web.identity.sessions.end(request.cookies.get(cookie_name(request), ""))
    session = web.identity.sessions.find(token)
    member = web.clinic.site.staff.get(session.account.staff) if session else None
    if session is None or member is None or not member.active:
        web.identity.sessions.end(token)
        return None
    return session


def come_in(request: Request, web: Web, session: Session, *, next: str, carried: str | None) -> Response:
    """Where somebody goes who is in: on to `next`, or back to the form that was kept for them."""
    form = kept(web.clinic, session.account.name, carried) if carried else None
    response = render(request, "resume.html", form=form, csrf=session.csrf) if form else go(request, next)
    is_https = request.url.scheme == "https"
    response.set_cookie(cookie_name(request), session.token, path="/", secure=is_https, httponly=True, samesite="lax")
    return response
