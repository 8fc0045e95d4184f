"""Answers while the record cannot be reached: 503, when to come back, and what was typed still there to be sent again.

Whatever is shown here must need no database: not even who is signed in.
"""

from typing import Final

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from adapters.http.languages import mark
from adapters.http.pages import render
from adapters.http.posted import Posted, posted
from adapters.http.visits import is_htmx
from adapters.incidents import report

_SECONDS: Final = "5"
"""When to come back. A database that restarts is there again within that time, and everybody at once is no harm."""
_SENTENCE: Final = mark(
    "The record cannot be reached just now. Nothing was recorded. Whoever runs Homeport finds why by this number:"
)


async def unreachable(request: Request, error: Exception) -> Response:
    """The page for a database or key ring that cannot be used, with the form that was sent, if one was."""
    incident = report(error)
    if is_htmx(request):
        answer = _part(request, incident)
    else:
        sent = await posted(request)
        answer = _page(request, incident, sent)
    answer.headers["Retry-After"] = _SECONDS
    return answer


def _page(request: Request, incident: str, sent: Posted) -> Response:
    values = {} if "password" in sent.values else sent.values  # no page ever holds a password
    query = f"?{request.url.query}" if request.url.query else ""
    return render(
        request,
        "unreachable.html",
        status=503,
        title=mark("Not reachable"),
        sentence=_SENTENCE,
        incident=incident,
        values=values,
        action=request.url.path + query,
    )


def _part(request: Request, incident: str) -> Response:
    """What htmx puts into an open page. One that only wanted to be brought up to date is left as it is."""
    answer: HTMLResponse = render(request, "_unreachable.html", status=503, sentence=_SENTENCE, incident=incident)
    if request.method == "GET":
        answer.headers["HX-Reswap"] = "none"
    return answer
