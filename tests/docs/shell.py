"""Runs pieces of shell as a reader would, with the installed `homeport` on the PATH."""

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.docs.pages import logical_lines

_EXIT = re.compile(r"(.*?)\s*# exit (\d)")
"""At the end of a line: the exit status that the page says it has."""


class Ran(NamedTuple):
    """What a piece of shell came to; `out` is all that it printed."""

    status: int
    out: str


def run(shell: str, folder: Path, **settings: str) -> Ran:
    """Runs shell in `folder`, stopping at the first line that fails."""
    return started(["bash", "-euo", "pipefail", "-c", shell], folder, settings)


def started(arguments: list[str], folder: Path, settings: Mapping[str, str]) -> Ran:
    """Runs a program with nothing of this process's settings but where programs are found."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(
        arguments,
        cwd=folder,
        env={"PATH": path, "HOME": str(folder), "COLUMNS": "110", "LANG": "C.UTF-8", **settings},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=110,
        check=False,
    )
    return Ran(done.returncode, done.stdout)


def as_told(shell: str) -> str:
    """The same shell, in which a line that ends in `# exit 2` has to be refused, and one in `# exit 1` to fail."""
    lines = []
    for line in logical_lines(shell):
        if told := _EXIT.fullmatch(line):
            lines.append(f"if {told[1]}; then exit 99; else test $? -eq {told[2]}; fi")
        else:
            lines.append(line)
    return "\n".join(lines)
