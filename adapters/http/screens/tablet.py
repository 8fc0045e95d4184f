"""The client's tablet: one questionnaire, nothing else, nobody signed in. Whoever holds the link may answer once."""

from typing import Final

from anyio import from_thread
from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response

from adapters.clinic import random_ids
from adapters.http.assessing.desk import desk_of
from adapters.http.assessing.drafting import kept_at
from adapters.http.assessing.grounding import Grounding, grounding_of
from adapters.http.assessing.sheet import Sheet
from adapters.http.assessing.why import WHY
from adapters.http.assessing.wordings import words_of
from adapters.http.coming_in import address
from adapters.http.languages import mark
from adapters.http.pages import render
from adapters.http.posted import CSRF, Form, Posted
from adapters.http.visits import cookie_name, same_origin
from adapters.http.web import Shared, Web
from adapters.identity.access_log import Reading
from adapters.identity.sessions import csrf_of
from adapters.one_time import LeftToStaff, LinkEnded, Sitting, TooManyCodes
from engine.refusals import TooBusy
from workflows.aiat.deciding.rules import episode_stream
from workflows.aiat.facts import facts_of

router = APIRouter()
COOKIE: Final = "homeport-tablet"
_HERE: Final = "/tablet"
_FORM: Final = "/tablet/form"
_ENDED: Final = {
    "unknown": mark("This link or code is not known here. Please ask for a new one."),
    "expired": mark("The time for this link is over. What was entered is kept for staff. Please ask for a new one."),
    "used": mark("This link was opened before, and opens once only. Please ask for a new one."),
    "done": mark("This questionnaire is finished. Nothing more is needed. Thank you."),
    "closed": mark("Staff have closed this link, and what was entered is with them. Please ask for a new one."),
}
_NOTHING: Final = mark("Nothing is open on this tablet.")
_WAIT: Final = mark("Too many codes were tried here. Please wait a quarter of an hour, or ask for a link instead.")
_ELSEWHERE: Final = mark("This did not come from a page of this tablet. Please begin again.")
_BUSY: Final = mark("Just now this could not be recorded. Everything is kept. Please try again in a moment.")


@router.get("/tablet")
def ask_code(request: Request) -> Response:
    """The page to type a code on."""
    return render(request, "tablet_code.html", refusal=None, typed="")


@router.post("/tablet")
def begin(request: Request, posted: Form, web: Shared) -> Response:
    """Opens the questionnaire of a code or link. Whoever of the staff is signed in on this device is signed out."""
    if not same_origin(request):
        return _told(request, 403, _ELSEWHERE)
    sittings, token = desk_of(request).sittings, posted.one("token")
    code = posted.one("code").strip()
    try:
        secret = sittings.begin(token) if token else sittings.begin_by_code(code, address(request))
    except LinkEnded as ended:
        if token:
            return _told(request, 410, _ENDED[ended.why])
        return render(request, "tablet_code.html", status=422, refusal=_ENDED[ended.why], typed=code)
    except TooManyCodes:
        return render(request, "tablet_code.html", status=429, refusal=_WAIT, typed=code)
    response = RedirectResponse(_FORM, 303)
    _sign_staff_out(request, web, response)
    secure = request.url.scheme == "https"
    response.set_cookie(COOKIE, secret, path=_HERE, secure=secure, httponly=True, samesite="strict")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response


@router.get("/tablet/form")
def answer(request: Request, web: Shared) -> Response:
    """The questionnaire, with what was entered so far."""
    try:
        sitting = desk_of(request).sittings.find(_secret(request))
    except LinkEnded as ended:
        return _over(request, ended)
    if sitting.finished:
        return _finished(request)
    # a client's own reading: nobody of the staff
    web.access_log.note(Reading("client", "tablet", "treatment", "own", [sitting.client], request.state.request_id))
    return _shown(request, web, sitting)


@router.post("/tablet/draft")
def keep(request: Request, posted: Form, web: Shared) -> Response:
    """Keeps what stands in the form, for the page's own script."""
    try:
        sitting = _saved(request, posted)
    except LinkEnded as ended:
        return _over(request, ended)
    said = {"draft": "", "version": "", "beside": 0, "answered": len(sitting.answers), "at": kept_at(web.clinic)}
    return JSONResponse(said)


@router.post("/tablet/pause")
def pause(request: Request, posted: Form) -> Response:
    """Keeps what stands in the form, and goes to a quiet page."""
    try:
        _saved(request, posted)
    except LinkEnded as ended:
        return _over(request, ended)
    return RedirectResponse("/tablet/pause", 303)


@router.get("/tablet/pause")
def paused(request: Request, web: Shared) -> Response:
    """A quiet page, from which one can go on or stop."""
    try:
        sitting = desk_of(request).sittings.find(_secret(request))
    except LinkEnded as ended:
        return _over(request, ended)
    return render(request, "tablet_pause.html", csrf=csrf_of(_secret(request)), grounding=_grounding(web, sitting))


@router.post("/tablet/finish")
def finish(request: Request, posted: Form, web: Shared) -> Response:
    """Keeps the answers and records them. Sent again, it changes nothing."""
    sittings, secret = desk_of(request).sittings, _secret(request)
    try:
        _saved(request, posted)
        sittings.submit(secret, lambda command: from_thread.run(web.clinic.engine.execute, command))
    except TooBusy:
        return _told(request, 503, _BUSY)
    except LeftToStaff:
        return _finished(request)
    except LinkEnded as ended:
        return _finished(request) if ended.why == "done" else _over(request, ended)
    return _finished(request)


@router.post("/tablet/stop")
def stop(request: Request, posted: Form) -> Response:
    """Leaves the questionnaire as it is; what was entered is for staff to see to."""
    if same_origin(request) and posted.one(CSRF) == csrf_of(_secret(request)):
        return _finished(request)
    return _told(request, 403, _ELSEWHERE)


@router.get("/tablet/done")
def finished(request: Request) -> Response:
    """The last page: nothing of anybody is left on the tablet."""
    return render(request, "tablet_done.html")


@router.get("/tablet/{token}")
def welcome(request: Request, token: str) -> Response:
    """What a link leads to: it is opened by a button, so that nothing that only looks at the link uses it up."""
    return render(request, "tablet_welcome.html", token=token[:200])


def _saved(request: Request, posted: Posted) -> Sitting:
    """The sitting with what was posted kept in it. Raises `LinkEnded`."""
    secret, sittings = _secret(request), desk_of(request).sittings
    sitting = sittings.find(secret)
    if not same_origin(request) or posted.one(CSRF) != csrf_of(secret):
        raise LinkEnded("unknown")
    sheet = _sheet(sitting).with_answers(posted)
    return sittings.save(secret, sheet.answers)


def _sheet(sitting: Sitting) -> Sheet:
    return Sheet(sitting.form, sitting.occasion, sitting.target, sitting.response_range, sitting.answers)


def _secret(request: Request) -> str:
    return request.cookies.get(COOKIE, "")


def _shown(request: Request, web: Web, sitting: Sitting) -> Response:
    sheet = _sheet(sitting)
    return render(
        request,
        "tablet_form.html",
        sheet=sheet,
        csrf=csrf_of(_secret(request)),
        window=random_ids(),
        words=words_of(request, sheet.form, sheet.response_range),
        grounding=_grounding(web, sitting),
        why=_why(web, sitting),
    )


def _grounding(web: Web, sitting: Sitting) -> Grounding:
    return grounding_of(web.clinic, web.clinic.engine.load(episode_stream(sitting.episode)).state)


def _why(web: Web, sitting: Sitting) -> str:
    episode = web.clinic.engine.load(episode_stream(sitting.episode)).state
    return WHY[facts_of(episode, web.clinic.site, web.clinic.clock()).policy.measure_of(sitting.form.id)]


def _sign_staff_out(request: Request, web: Web, response: Response) -> None:
    name = cookie_name(request)
    if token := request.cookies.get(name):
        web.identity.sessions.end(token)
        response.delete_cookie(name, path="/")


def _over(request: Request, ended: LinkEnded) -> Response:
    return _gone(_told(request, 410, _ENDED[ended.why] if _secret(request) else _NOTHING))


def _finished(request: Request) -> Response:
    return _gone(RedirectResponse("/tablet/done", 303))


def _gone(response: Response) -> Response:
    """Takes everything of the sitting off the tablet."""
    response.delete_cookie(COOKIE, path=_HERE)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def _told(request: Request, status: int, sentence: str) -> Response:
    return render(request, "tablet_told.html", status=status, sentence=sentence)
