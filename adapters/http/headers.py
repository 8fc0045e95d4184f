"""The layer around every screen: strict headers, a limit to what is sent, and an end to every error.

An error that nothing else answered is logged without its text under an incident id, which the page tells.
"""

from collections.abc import Awaitable, Callable
from typing import Any, Final

from fastapi import Request
from fastapi.responses import Response
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES: Final = 1_000_000
"""What a request may carry: every text at its longest, many times over."""
_MOST_DRAINED: Final = 64_000_000
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
_HEADERS: Final = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # with no-referrer browsers would send the origin `null` with our own forms
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_YEAR: Final = 31_536_000

Failed = Callable[[Request, Exception], Response]
TooMuch = Callable[[Request], Response]


class _TooMuch(Exception):
    """More was sent than a request may carry."""


class Outermost:
    """Wraps the whole application. `failed` and `too_much` make the pages for what it answers itself."""

    def __init__(self, app: ASGIApp, *, failed: Failed, too_much: TooMuch) -> None:
        self._app = app
        self._failed = failed
        self._too_much = too_much

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves a request; what is not HTTP goes through as it is."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request, answer = Request(scope), _Answer(scope, send)
        try:
            if _declared(request) > MOST_BYTES:
                raise _TooMuch
            await self._app(scope, _limited(receive), answer)
        except _TooMuch:
            await _drain(receive)
            await answer.instead(self._too_much(request), receive)
        except Exception as error:  # noqa: BLE001  # nobody sees a traceback, and no log holds a person's words
            await answer.instead(self._failed(request, error), receive)


class _Answer:
    """Sends the answer with our headers, or another one instead, unless the first has begun."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._scope = scope
        self._send = send
        self._has_begun = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._has_begun = True
            self._add_headers(MutableHeaders(raw=message["headers"]))
        await self._send(message)

    async def instead(self, response: Response, receive: Receive) -> None:
        if not self._has_begun:
            await response(self._scope, receive, self)

    def _add_headers(self, headers: MutableHeaders) -> None:
        for name, value in _HEADERS.items():
            headers.setdefault(name, value)
        headers["X-Request-Id"] = self._scope["state"]["request_id"]
        headers.setdefault("Cache-Control", "no-store")
        if self._scope["scheme"] == "https":
            headers["Strict-Transport-Security"] = f"max-age={_YEAR}"


def _declared(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


async def _drain(receive: Receive) -> None:
    """Reads on and keeps nothing: a browser that is cut off while it sends shows no answer."""
    left = _MOST_DRAINED
    while left > 0:
        message = await receive()
        left -= len(message.get("body", b""))
        if not message.get("more_body", False):
            return


def _limited(receive: Receive) -> Callable[[], Awaitable[Any]]:
    taken = 0

    async def limited() -> Message:
        nonlocal taken
        message = await receive()
        taken += len(message.get("body", b""))
        if taken > MOST_BYTES:
            raise _TooMuch
        return message

    return limited
