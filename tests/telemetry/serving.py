"""`homeport serve` as a process of its own, and a browser that has signed in there."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx2

from tests.http.browser import PASSWORD


class Serving:
    """A running server. As a context manager it is stopped at the end, and its log read."""

    def __init__(self, folder: Path, environment: Mapping[str, str] | None = None) -> None:
        command = [sys.executable, "-c", "from adapters.cli import main; main()"]
        command += ["serve", "--port", "0", "--data", str(folder)]
        self.process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, **(environment or {})},
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        found = re.search(r"http://\S+", said)
        assert found, said + self.process.communicate()[1]
        self.browser = httpx2.Client(base_url=found[0], follow_redirects=True, timeout=60)
        self.logged = ""

    def sign_in(self, name: str) -> None:
        """Signs the browser in."""
        page = self.browser.post("/sign-in", data={"name": name, "password": PASSWORD})
        assert page.status_code == 200, page.text

    def lines(self, event: str) -> list[dict[str, Any]]:
        """What was logged, once it has stopped."""
        return [line for line in map(json.loads, self.logged.splitlines()) if line["event"] == event]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.browser.close()
        self.process.send_signal(signal.SIGTERM)
        self.logged = self.process.communicate()[1]
