"""What a story is made of: moments at which something is recorded."""

from collections.abc import Generator
from typing import NamedTuple

from engine.command import Command


class Step(NamedTuple):
    """A command and the moment of its recording (UTC microseconds); without a command, only time passes."""

    at: int
    command: Command | None = None


Story = Generator[Step, None, None]
"""Steps in the order of time. It goes on to the next once the last is in the log."""
