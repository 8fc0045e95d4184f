"""The very outermost layer: gives each request its id, and has it logged, measured and traced.

The id is the correlation id of everything that the request causes. Addresses and queries are never looked at:
a request is known by the template of its route.
"""

from time import perf_counter
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from adapters.clinic import random_ids
from adapters.telemetry import metrics, tracing
from adapters.telemetry.correlating import correlated
from adapters.telemetry.logs import log

_METHODS: Final = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
_QUIET: Final = {"/health", "/ready", "/static/{name}", "/vendor/{name}"}
"""Routes that are asked for all the time; a line for each would hide the others."""


class Observed:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves a request; what is not HTTP goes through as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request_id = random_ids()
        scope.setdefault("state", {})["request_id"] = request_id
        method = scope["method"] if scope["method"] in _METHODS else "other"
        began, answered, status = perf_counter(), 0.0, 0

        async def noted(message: Message) -> None:
            nonlocal answered, status
            if message["type"] == "http.response.start":
                answered, status = perf_counter() - began, message["status"]
            await send(message)

        with correlated(request_id), tracing.span(method, correlation=request_id, first=True) as span:
            try:
                await self._app(scope, receive, noted)
            finally:
                route = _template(scope)
                metrics.REQUESTS.labels(method, route, f"{status // 100}xx").observe(answered)
                fields = {"method": method, "route": route, "status": status}
                span.rename(f"{method} {route}")
                span.note(**fields)
                if status >= 500:
                    span.failed(str(status))
                if route not in _QUIET or status >= 500:
                    log().info("request", duration_ms=round(1_000 * answered, 3), **fields)


def _template(scope: Scope) -> str:
    """The template of the route that answers; `none` for an address that has none."""
    return getattr(scope.get("route"), "path", "none")
