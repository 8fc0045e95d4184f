"""The command line: everything that a person or a script can do with a site."""

import sys


def main() -> None:
    """Runs `homeport` and exits: 0 done, 1 failed, 2 refused, 130 stopped by Ctrl-C."""
    from adapters.cli.running import run

    sys.exit(run(sys.argv[1:]))
