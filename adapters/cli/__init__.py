"""The command line: everything that a person or a script can do with a site."""

import sys


def main() -> None:
    """Runs `homeport` and exits: 0 done, 1 failed, 2 refused, 130 stopped by Ctrl-C."""
    try:
        from adapters.cli.running import run

        status = run(sys.argv[1:])
    except KeyboardInterrupt:  # before `run` was there to tell it, or while it told something else
        sys.stderr.write("homeport: stopped\n")
        status = 130
    sys.exit(status)
