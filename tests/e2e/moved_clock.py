"""`python -m tests.e2e.moved_clock FILE COMMAND…` runs the command line as it is, on a clock that FILE sets forward.

Weeks pass between the stages of an episode, and a quarter of an hour ends a session: neither is waited for.
"""

import sys
import time
from pathlib import Path


def main() -> None:
    """Runs the command line with the system's clock moved by the seconds that stand in the file."""
    ahead, clock = Path(sys.argv[1]), time.time_ns

    def moved() -> int:
        return clock() + int(ahead.read_text()) * 1_000_000_000

    time.time_ns = moved
    from adapters.cli import main as homeport  # noqa: PLC0415  # whoever keeps the clock finds the moved one

    sys.argv = ["homeport", *sys.argv[2:]]
    homeport()


if __name__ == "__main__":
    main()
