"""Whether the process lives, and whether it can serve: for whoever watches over it. Says nothing of anybody."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from adapters.http.web import Shared
from adapters.telemetry.readiness import readiness

router = APIRouter()
_WORDS: Final = {True: ("ready", 200), False: ("not ready", 503)}


@router.get("/health")
async def health() -> JSONResponse:
    """200 for as long as the process answers: starting it anew mends nothing that is wrong elsewhere."""
    return JSONResponse({"status": "alive"})


@router.get("/ready")
def ready(web: Shared) -> JSONResponse:
    """200 where requests can be served, else 503; and how each part is."""
    found = readiness(web.clinic)
    word, status = _WORDS[found.is_ready]
    return JSONResponse({"status": word, "parts": {**found.parts, **web.beside()}}, status)
