"""Our style sheet and scripts, and htmx as the installed package carries it. Without htmx every page still works."""

import hashlib
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from fastapi import APIRouter, HTTPException
from fastapi.responses import FileResponse

_OURS: Final = Path(__file__).parent / "static"
_KEPT: Final = {"Cache-Control": "public, max-age=31536000, immutable"}
_HTMX: Final = {"htmx.js": "htmx-2.min.js"}

files = APIRouter()


@files.get("/static/{name}")
def static_file(name: str) -> FileResponse:
    """A file of ours; its address changes with its content."""
    path = _OURS / name
    if path.parent != _OURS or not path.is_file():
        raise HTTPException(404)
    return FileResponse(path, headers=_KEPT)


@files.get("/vendor/{name}")
def vendored_file(name: str) -> FileResponse:
    """htmx."""
    folder = _htmx_folder()
    if folder is None or name not in _HTMX:
        raise HTTPException(404)
    return FileResponse(folder / _HTMX[name], headers=_KEPT)


@cache
def static(name: str) -> str:
    """The address of a file of ours."""
    return f"/static/{name}?v={hashlib.sha256((_OURS / name).read_bytes()).hexdigest()[:12]}"


@cache
def vendored(name: str) -> str | None:
    """The address of a file of the installed package; None where it is not installed."""
    return f"/vendor/{name}?v={version('django-htmx')}" if _htmx_folder() else None


@cache
def _htmx_folder() -> Path | None:
    """Where django-htmx keeps its files; it is never imported, so Django is not needed."""
    spec = find_spec("django_htmx")
    places = spec.submodule_search_locations if spec else None
    return Path(next(iter(places))) / "static" / "django_htmx" if places else None
