"""Whether the page can serve: for whoever watches over it. Says nothing of anybody."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from adapters.http.web import Shared
from events.store import StoreError

router = APIRouter()


@router.get("/health")
def health(web: Shared) -> JSONResponse:
    """200 where the log can be read, else 503."""
    try:
        web.clinic.store.head()
    except StoreError:
        return JSONResponse({"status": "the log cannot be read"}, 503)
    return JSONResponse({"status": "ready"})
