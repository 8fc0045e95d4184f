"""The receiver on the integrator's page takes what Homeport sends, and nothing that was signed with another secret."""

import threading
from http.server import HTTPServer
from pathlib import Path
from typing import Any

import anyio
import pytest

from adapters.clinic import system_clock
from adapters.webhooks.endpoints import Owed, Target
from adapters.webhooks.secrets import fresh_secret
from adapters.webhooks.sending import send
from tests.docs.pages import DOCS, blocks


@pytest.mark.parametrize("example", blocks(DOCS / "integrator.md", "python"))
def test_the_receiver_of_the_integrators_page_verifies_signals(example: str, tmp_path: Path) -> None:
    caught_up: list[int] = []
    secret, another = fresh_secret(), fresh_secret()
    names: dict[str, Any] = {"SECRET": secret, "catch_up": caught_up.append}
    exec(example, names)  # noqa: S102  # it is our own page
    names["Hooks"].log_message = lambda *_: None
    now = system_clock()
    owed = Owed("wh-1", "msg_1", 71, now, 0, 0)
    with HTTPServer(("127.0.0.1", 0), names["Hooks"]) as server:
        thread = threading.Thread(target=lambda: server.serve_forever(0.01))
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/hooks"
        outcomes = [
            anyio.run(send, owed, "site-1", Target(url, True, (one,)), now).outcome for one in (secret, another)
        ]
        server.shutdown()
        thread.join()
    assert (outcomes, caught_up) == (["204", "401"], [71])
