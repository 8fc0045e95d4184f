"""What lies on the desk: drafts, and the links by which clients answer. Opened with the page, closed with it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import NamedTuple

from fastapi import FastAPI, Request

from adapters.drafts import Drafts
from adapters.http.web import Web
from adapters.one_time import Links, Rows, Sittings


class Desk(NamedTuple):
    """What screens that are filled in over time need."""

    drafts: Drafts
    links: Links
    sittings: Sittings


@asynccontextmanager
async def laid_out(app: FastAPI) -> AsyncIterator[None]:
    """The lifespan of a router whose screens use the desk."""
    web: Web = app.state.web
    clinic = web.clinic
    rows = Rows(clinic)
    drafts = Drafts(clinic.storage, clinic.keys, clinic.clock)
    app.state.desk = Desk(drafts, Links(rows), Sittings(rows))
    yield
    drafts.close()
    rows.close()


def desk_of(request: Request) -> Desk:
    """The desk of the page that a request comes to."""
    desk: Desk = request.app.state.desk
    return desk
