"""Whole processes, from start to end."""

import os
import subprocess
import sys
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

HOMEPORT = str(Path(sys.executable).with_name("homeport"))


class Process(NamedTuple):
    """What a process took: wall seconds, and the most memory that it held, in MB."""

    seconds: float
    megabytes: float


def run(*command: str) -> Process:
    """Runs a process to its end, its output thrown away; RuntimeError where it fails."""
    begun = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603  # our own commands
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} exited with {process.returncode}")
    unit = 1 if sys.platform == "darwin" else 1_024  # ru_maxrss is in bytes there, elsewhere in kB
    return Process(perf_counter() - begun, used.ru_maxrss * unit / 1e6)
