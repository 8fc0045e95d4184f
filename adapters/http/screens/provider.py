"""Signing in, and proving before a signature that it is still them, through the provider of the organisation.

The provider sends them back to an address that holds a code. Every answer there leads on at once, so that no address
with a code or a state in it stays in the browser's history.
"""

from typing import Final
from urllib.parse import quote

from anyio import CapacityLimiter
from anyio.to_thread import run_sync
from fastapi import APIRouter, Request
from fastapi.responses import Response

from adapters.http.coming_in import address, admitted, come_in, safe_path, sign_in_page
from adapters.http.languages import mark
from adapters.http.pages import go, page, render
from adapters.http.posted import Form, Posted
from adapters.http.visits import Forbidden, Signed, Visit, cookie_name, same_origin
from adapters.http.web import Shared, Web
from adapters.identity.attempts import TooManyAttempts
from adapters.identity.departures import Departure
from adapters.identity.provider.id_token import Person
from adapters.identity.provider.provider import Provider
from adapters.identity.provider.secrets import new_secret, word
from adapters.identity.provider.trouble import ProviderUnusable, Unbelievable
from adapters.incidents import notice
from adapters.telemetry.metrics import SIGN_IN_FAILURES
from engine.refusals import NotFound
from events.instants import SECOND

router = APIRouter()
_BACK: Final = "/sign-in/provider/back"
_WAIT: Final = mark("Too many attempts to sign in. Wait 15 minutes, then try again.")
TOLD: Final = {
    "again": mark("That took too long, or was begun in another window. Please start again."),
    "refused": mark("Your organisation did not let you in, or you turned back there."),
    "unreachable": mark("Your organisation's sign-in cannot be used just now. Try again in a moment."),
    "unproved": mark("Your organisation's answer did not prove who you are, so it was not believed. Start again."),
    "unbound": mark("The account you have there does not belong to anybody here. An administrator can help."),
    "other": mark("You signed in there as somebody else. Start again as yourself."),
}
"""Why somebody who was sent back is not in, by the word that the next address carries."""


_ELSEWHERE: Final = CapacityLimiter(4)
"""Threads that may wait for the provider: apart from those that serve pages, which go on where it hangs."""


@router.post("/sign-in/provider")
async def leave(request: Request, posted: Form, web: Shared) -> Response:
    """Sends somebody to the provider to sign in."""
    return await run_sync(_leave, request, posted, web, limiter=_ELSEWHERE)


@router.post("/confirm/provider")
async def leave_to_confirm(visit: Signed) -> Response:
    """Sends somebody who is signed in to the provider, to prove that it is still them."""
    return await run_sync(_leave_to_confirm, visit, limiter=_ELSEWHERE)


@router.get(_BACK)
async def come_back(
    request: Request, web: Shared, state: str = "", code: str = "", error: str = "", iss: str | None = None
) -> Response:
    """Somebody comes back from the provider, who may be anybody until it is verified."""
    return await run_sync(_come_back, request, web, state, "" if error else code, iss, limiter=_ELSEWHERE)


def _leave(request: Request, posted: Posted, web: Web) -> Response:
    if not same_origin(request):
        raise Forbidden(
            mark("This form did not come from a page of yours. Open the page again and send it from there.")
        )
    to, kept, secret = safe_path(posted.one("next")), posted.one("kept") or None, new_secret()
    try:
        web.identity.leave(word(secret, "state"), address(request), next=to, kept=kept)
        return _sent_there(request, _provider(web), secret)
    except TooManyAttempts:
        return sign_in_page(request, 429, next=to, kept=kept, said=_WAIT)
    except ProviderUnusable as error:
        notice("provider", reason=str(error))
        return sign_in_page(request, 503, next=to, kept=kept, said=TOLD["unreachable"])


def _leave_to_confirm(visit: Visit) -> Response:
    to, secret = safe_path(visit.posted.one("next")), new_secret()
    try:
        account = visit.session.account.name
        visit.web.identity.leave(word(secret, "state"), address(visit.request), next=to, account=account)
        return _sent_there(visit.request, _provider(visit.web), secret)
    except TooManyAttempts:
        return confirm_page(visit, 429, next=to, said=_WAIT)
    except ProviderUnusable as error:
        notice("provider", reason=str(error))
        return confirm_page(visit, 503, next=to, said=TOLD["unreachable"])


def _come_back(request: Request, web: Web, state: str, code: str, iss: str | None) -> Response:
    secret = request.cookies.get(_cookie(request), "")
    departure = web.identity.departures.back(state) if secret and state == word(secret, "state") else None
    if departure is None:
        return _not_in(request, "again", None)
    if not code:
        return _not_in(request, "refused", departure)
    try:
        person = _provider(web).who(
            secret,
            code,
            iss,
            _address_back(request),
            since=departure.left_at // SECOND,
            now=web.clinic.clock() // SECOND,
        )
    except ProviderUnusable as trouble:
        notice("provider", reason=str(trouble))
        return _not_in(request, "unreachable", departure)
    except Unbelievable as trouble:
        notice("provider", reason=str(trouble))
        return _not_in(request, "unproved", departure)
    account = web.identity.bindings.account_of(_provider(web).issuer, person.subject, person.email)
    if account is None:
        return _not_in(request, "unbound", departure)
    if departure.account is not None:
        return _confirmed(request, web, departure, account, person, state)
    return _in(request, web, departure, account, person, state)


def waiting(request: Request, web: Web) -> Departure | None:
    """What waits for somebody who came back from the provider and is not in."""
    secret = request.cookies.get(_cookie(request), "")
    return web.identity.departures.waiting(word(secret, "state")) if secret else None


def confirm_page(visit: Visit, status: int = 200, *, next: str, said: str | None = None) -> Response:
    """The page on which somebody proves again who they are."""
    has_provider = visit.web.provider is not None
    return page(visit, "confirm.html", status, next=next, refusal=said, has_provider=has_provider)


def _in(request: Request, web: Web, departure: Departure, account: str, person: Person, state: str) -> Response:
    session = admitted(request, web, web.identity.sessions.begin(account, proved_at=person.at * SECOND))
    if session is None:
        return _not_in(request, "unbound", departure)
    web.identity.arrived(state)
    response = come_in(request, web, session, next=departure.next, carried=departure.kept)
    return _without_secret(request, response)


def _confirmed(request: Request, web: Web, departure: Departure, account: str, person: Person, state: str) -> Response:
    session = web.identity.sessions.find(request.cookies.get(cookie_name(request), ""))
    if session is None:
        return _not_in(request, "again", departure._replace(account=None))
    if not session.account.name == departure.account == account:
        return _not_in(request, "other", departure)
    web.identity.sessions.confirm(session.token, proved_at=person.at * SECOND)
    web.identity.arrived(state)
    return _without_secret(request, go(request, departure.next))


def _not_in(request: Request, told: str, departure: Departure | None) -> Response:
    SIGN_IN_FAILURES.labels(f"provider_{told}").inc()
    if departure is not None and departure.account is not None:
        return go(request, f"/confirm?next={quote(departure.next)}&told={told}")
    return go(request, f"/sign-in?told={told}")


def _sent_there(request: Request, provider: Provider, secret: str) -> Response:
    """A page that leads there by itself: the policy of our pages lets no form go elsewhere, not even redirected."""
    there = provider.way_there(secret, _address_back(request))
    response = render(request, "to_provider.html", there=there)
    response.headers["Refresh"] = f"0; url={there}"
    is_https = request.url.scheme == "https"
    response.set_cookie(_cookie(request), secret, path="/", secure=is_https, httponly=True, samesite="lax")
    return response


def _without_secret(request: Request, response: Response) -> Response:
    response.delete_cookie(_cookie(request), path="/", secure=request.url.scheme == "https")
    return response


def _provider(web: Web) -> Provider:
    if web.provider is None:
        raise NotFound(mark("This site has no provider to sign in through."))
    return web.provider


def _address_back(request: Request) -> str:
    return str(request.url.replace(path=_BACK, query="", fragment=""))


def _cookie(request: Request) -> str:
    return f"{cookie_name(request)}-way"
