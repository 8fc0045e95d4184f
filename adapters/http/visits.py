"""A visit: one request of somebody who is signed in. Every page but the sign-in begins with one.

A screen asks for `Signed`, `Clinical` or `Managing`; whoever may not come that far is turned away here.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Request

from adapters.http.languages import mark
from adapters.http.posted import CSRF, Form, Posted
from adapters.http.web import Shared, Web
from adapters.identity.permissions import manages, sees_clinical_data
from adapters.identity.sessions import Session
from events.instants import local_date
from workflows.aiat.site import Staff

_WITHOUT_OWN_PASSWORD = {"/password", "/sign-out"}
_SAFE = {"GET", "HEAD"}


class NotSignedIn(Exception):
    """There is no session, or no longer."""


class PasswordDue(Exception):
    """The account's password was set by somebody else and must be changed first."""


class Forbidden(Exception):
    """Something that this visitor may not see or do; `str()` is a message to translate, which says who may."""


@dataclass(frozen=True)
class Visit:
    """A request of a member of staff, what it posted, and what every request shares."""

    web: Web
    request: Request
    session: Session
    member: Staff
    posted: Posted

    @property
    def name(self) -> str:
        """What the visitor is called."""
        return self.web.names.staff()[self.member.id]

    @cached_property
    def now(self) -> int:
        """The time, in UTC microseconds."""
        return self.web.clinic.clock()

    @cached_property
    def today(self) -> str:
        """The date in the site's calendar, ISO."""
        return local_date(self.now, self.web.clinic.site.zone).isoformat()

    @property
    def is_htmx(self) -> bool:
        """Whether htmx asks for a part of a page."""
        return is_htmx(self.request)


def is_htmx(request: Request) -> bool:
    """Whether htmx sent this request."""
    return "hx-request" in request.headers


def cookie_name(request: Request) -> str:
    """The name of the session's cookie; over HTTPS, one that only this host can set."""
    return "__Host-homeport" if request.url.scheme == "https" else "homeport"


def same_origin(request: Request) -> bool:
    """Whether the browser says that the request comes from a page of ours, or does not say."""
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def visit(request: Request, web: Shared, posted: Form) -> Visit:
    """The visit that a request is. Raises `NotSignedIn`, `PasswordDue` and `Forbidden`."""
    token = request.cookies.get(cookie_name(request), "")
    session = web.identity.sessions.find(token) if token else None
    member = web.clinic.site.staff.get(session.account.staff) if session else None
    if session is None or member is None or not member.active:
        raise NotSignedIn
    if request.method not in _SAFE and not (same_origin(request) and posted.one(CSRF) == session.csrf):
        raise Forbidden(
            mark("This form did not come from a page of yours. Open the page again and send it from there.")
        )
    if session.account.must_change and request.url.path not in _WITHOUT_OWN_PASSWORD:
        raise PasswordDue
    begun = Visit(web, request, session, member, posted)
    request.state.visit = begun  # for the page that tells what is wrong
    return begun


Signed = Annotated[Visit, Depends(visit)]


def clinical(visit: Signed) -> Visit:
    """A visit by somebody who sees clinical data. Raises `Forbidden`."""
    if not sees_clinical_data(visit.member):
        raise Forbidden(mark("Clinical data is seen by treatment staff and auditors only."))
    return visit


def managing(visit: Signed) -> Visit:
    """A visit by an administrator. Raises `Forbidden`."""
    if not manages(visit.member):
        raise Forbidden(mark("People and settings are looked after by administrators."))
    return visit


Clinical = Annotated[Visit, Depends(clinical)]
Managing = Annotated[Visit, Depends(managing)]
