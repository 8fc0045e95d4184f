"""How the page looks: light, dark or as the device says, and in which language. Kept in two plain cookies."""

from typing import Final

from fastapi import APIRouter, Request
from fastapi.responses import Response

from adapters.http.coming_in import safe_path
from adapters.http.languages import NAMES
from adapters.http.pages import SCHEMES, go
from adapters.http.posted import Form
from adapters.http.visits import same_origin

router = APIRouter()
_A_YEAR: Final = 31_536_000
_CHOICES: Final = {"scheme": SCHEMES, "language": tuple(NAMES)}


@router.post("/display")
def choose(request: Request, posted: Form) -> Response:
    """Keeps what was chosen and goes back to the page; nothing of it is personal, so nobody need be signed in."""
    response = go(request, safe_path(posted.one("back")))
    if same_origin(request):
        for name, choices in _CHOICES.items():
            if posted.one(name) in choices:
                response.set_cookie(name, posted.one(name), max_age=_A_YEAR, httponly=True, samesite="lax")
    return response
