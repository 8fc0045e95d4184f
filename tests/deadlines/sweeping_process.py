"""A sweeper in a process of its own, which a test may kill.

    python -m tests.deadlines.sweeping_process SITE NOW [DATABASE]

It says `ready`. At each `step` that comes in it goes on to its next command, which it says before it carries it out;
at `on` it goes through to the end, and says `fired N`.
"""

import os
import sys
from pathlib import Path

from adapters.clinic import Clinic
from adapters.deadlines import fire_due
from engine.command import Command
from events.envelope import Receipt
from tests.deadlines.sites import Clock, opened


class Stepping:
    """Carries a command out once it is told to go on."""

    def __init__(self, clinic: Clinic) -> None:
        self._execute = clinic.execute
        self._steps = heard() == "step"

    def __call__(self, command: Command) -> Receipt:
        say(command.id)
        if self._steps:
            self._steps = heard() == "step"
        return self._execute(command)


def main(site: str, now: str, database: str = "") -> None:
    with opened(Path(site), Clock(int(now)), database) as clinic:
        say("ready")
        clinic.execute = Stepping(clinic)  # type: ignore[method-assign]  # said, and then carried out
        say(f"fired {fire_due(clinic, int(now))}")


def heard() -> str:
    return sys.stdin.readline().strip()


def say(line: str) -> None:
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


if __name__ == "__main__":
    main(*sys.argv[1:])
