"""A real receiver on this machine, which verifies what comes as a subscriber would: with the standard's own library."""

import ssl
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, NamedTuple, Self

from standardwebhooks import Webhook


class Got(NamedTuple):
    """A request that came in."""

    headers: dict[str, str]
    body: str

    @property
    def id(self) -> str:
        """The message's id."""
        return self.headers["webhook-id"]

    def verified(self, secret: str) -> Any:
        """What it says. Raises `WebhookVerificationError` where it is not signed with this secret."""
        return Webhook(secret).verify(self.body, self.headers)


class Receiver:
    """Answers each request as `answers` says: a status, headers, and perhaps what it waits for first."""

    def __init__(
        self,
        *answers: tuple[int, dict[str, str]],
        wait: Callable[[], object] = lambda: None,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self.got: list[Got] = []
        self._answers = list(answers)
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"])).decode()
                status, headers = receiver._take(Got({k.lower(): v for k, v in self.headers.items()}, body))
                wait()
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: Any) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        if tls:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self.port = self._server.server_port
        self.url = f"http://127.0.0.1:{self.port}/hooks"
        self._thread = threading.Thread(target=lambda: self._server.serve_forever(0.01))

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def _take(self, got: Got) -> tuple[int, dict[str, str]]:
        self.got.append(got)
        return self._answers.pop(0) if self._answers else (204, {})
