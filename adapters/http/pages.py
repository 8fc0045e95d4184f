"""Renders templates into responses, with what every page has: who is signed in, the language, the way around."""

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader, StrictUndefined

from adapters.http import filters
from adapters.http.files import static, vendored
from adapters.http.languages import NAMES, Language, languages, preferred
from adapters.http.navigation import ways
from adapters.http.visits import Visit, is_htmx
from adapters.http.web import web_of

SCHEMES: Final = ("auto", "light", "dark")


def environments(zone: ZoneInfo) -> Mapping[str, Environment]:
    """The templates, once a language; every time in them is told in this zone, the site's."""
    return {code: _environment(language, zone) for code, language in languages().items()}


def _environment(language: Language, zone: ZoneInfo) -> Environment:
    environment = Environment(
        loader=PackageLoader("adapters.http"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        language.gettext, language.ngettext, newstyle=True
    )
    environment.filters |= filters.for_language(language, zone)
    environment.globals |= {"static": static, "vendored": vendored, "language": language.code, "languages": NAMES}
    return environment


def language_code(request: Request) -> str:
    """The language of a request."""
    return preferred(request.cookies.get("language"), request.headers.get("accept-language"))


def render(
    request: Request, template: str, *, visit: Visit | None = None, status: int = 200, **context: Any
) -> HTMLResponse:
    """A template as a response, for a page that may be seen without signing in."""
    scheme = request.cookies.get("scheme", "auto")
    shared = {
        "visit": visit,
        "path": request.url.path,
        "scheme": scheme if scheme in SCHEMES else "auto",
        "ways": ways(visit.member) if visit else (),
        "notice": _taken_notice(visit),
        "looking_back": None,
        "unheeded": False,
    }
    environment = web_of(request).environments[language_code(request)]
    return HTMLResponse(environment.get_template(template).render(shared | context), status)


def page(visit: Visit, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """A template as a response to somebody who is signed in."""
    return render(visit.request, template, visit=visit, status=status, **context)


def done(visit: Visit, to: str, notice: str) -> Response:
    """What follows a form that was carried out: the page at `to`, which says `notice` (a message to translate)."""
    visit.web.identity.sessions.say(visit.session.token, notice)
    return go(visit.request, to)


def go(request: Request, to: str) -> Response:
    """Sends the browser to another page of ours, whether a form or htmx asked."""
    if is_htmx(request):
        return Response(status_code=204, headers={"HX-Redirect": to})
    return RedirectResponse(to, 303)


def _taken_notice(visit: Visit | None) -> str | None:
    if visit is None or visit.session.notice is None or visit.is_htmx:
        return None
    visit.web.identity.sessions.say(visit.session.token, None)
    return visit.session.notice
