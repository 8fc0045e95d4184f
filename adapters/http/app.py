"""Makes the application: one clinic's pages, for one process."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Final

from anyio.to_thread import current_default_thread_limiter
from fastapi import FastAPI
from fastapi.middleware.gzip import GZipMiddleware

from adapters.clinic import Clinic
from adapters.http.caseload_rows import CaseloadRows
from adapters.http.files import files
from adapters.http.headers import Outermost
from adapters.http.names import Names
from adapters.http.observed import Observed
from adapters.http.pages import environments
from adapters.http.screens import ROUTERS
from adapters.http.turning_away import failed, too_much, turn_away
from adapters.http.web import Web
from adapters.identity.access_log import AccessLog
from adapters.identity.identity import Identity
from adapters.identity.provider.provider import Provider

_WORKERS: Final = 4
"""Requests at work in threads at once. More take turns at the interpreter, and all of them finish late."""
_WORTH_IT: Final = 1_000
_LEVEL: Final = 4
"""Pages shrink to a tenth, in about a millisecond. Streams of events are left as they are."""


def make_app(
    clinic: Clinic, provider: Provider | None = None, beside: Callable[[], Mapping[str, str]] = dict
) -> FastAPI:
    """The pages of a clinic, and the provider that its staff may sign in through.

    The clinic stays its owner's to close; what is opened here closes with the application.

    For `beside` see `Web`.

    Raises `StoreUnavailable` and `StoreDamaged` where accounts or access log cannot be used.
    """
    web = Web(
        clinic,
        Identity(clinic.storage, clinic.clock),
        AccessLog(clinic.storage, clinic.clock),
        Names(clinic),
        CaseloadRows(clinic),
        environments(clinic.site.zone),
        provider,
        beside,
    )

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        current_default_thread_limiter().total_tokens = _WORKERS
        yield
        web.identity.close()
        web.access_log.close()

    app = FastAPI(title="Homeport", openapi_url=None, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.state.web = web
    app.include_router(files)
    for router in ROUTERS:
        app.include_router(router)
    turn_away(app)
    app.add_middleware(GZipMiddleware, minimum_size=_WORTH_IT, compresslevel=_LEVEL)
    app.add_middleware(Outermost, failed=failed, too_much=too_much)
    app.add_middleware(Observed)
    return app
