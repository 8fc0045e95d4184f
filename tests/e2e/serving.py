"""The real page of a clinic, in a process of its own: `homeport serve`, as staff start it."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Self

MINUTE = 60
DAY = 86_400


class Served:
    """A clinic that is served, at `address`. Use it as a context manager: the process ends with it."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self._ahead = folder.with_suffix(".clock")
        self._ahead.write_text("0")
        command = [sys.executable, "-m", "tests.e2e.moved_clock", str(self._ahead)]
        self._process = subprocess.Popen(
            [*command, "serve", "--demo", "--port", "0", "--data", str(folder)],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env={**os.environ, **environment},
        )
        self.address = self._told()

    def later(self, seconds: int) -> None:
        """Sets the clinic's clock forward."""
        ahead = int(self._ahead.read_text()) + seconds
        fresh = self._ahead.with_suffix(".fresh")
        fresh.write_text(str(ahead))
        fresh.rename(self._ahead)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.communicate(timeout=10)

    def _told(self) -> str:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if found := re.search(r"http://\S+:\d+", line):
                return found[0]
        raise AssertionError(f"homeport serve ended with status {self._process.wait()} before it served")
