"""A process that wants the lease of a reader, and that the test may stop, kill, or ask to write.

    python -m tests.engine.lease_process SITE LOCATION SECONDS hold
    python -m tests.engine.lease_process SITE LOCATION SECONDS take TIMES FILE

`hold` says `held EPOCH`, then for each line on its standard input tries to move the checkpoint, and says what came of
it. `take` takes the lease and gives it back so many times, and says `clash` if another held it meanwhile.
"""

import os
import sys
import time
from pathlib import Path

from adapters.sql.storage import Storage
from adapters.sql.views import Views
from engine.leases import LeaseLost, holding
from engine.projections import Checkpoint

READER = "lent_books"


def hold(views: Views, seconds: float) -> None:
    with holding(views.leases, READER, f"process {os.getpid()}", seconds / 3) as lease:
        assert lease is not None
        say(f"held {lease.epoch}")
        at = views.live(READER)
        for _ in sys.stdin:
            try:
                moved = views.write(READER, at, at.position + 1, {}, {}, lease)
            except LeaseLost:
                say("lost")
            else:
                say("written" if moved else "overtaken")
                at = Checkpoint(at.generation, at.position + moved)


def take(views: Views, seconds: float, times: int, file: Path) -> None:
    taken = 0
    while taken < times:
        with holding(views.leases, READER, f"process {os.getpid()}", seconds / 3) as lease:
            if lease is None:
                time.sleep(0.001)
                continue
            try:
                file.touch(exist_ok=False)
            except FileExistsError:
                say("clash")
            else:
                file.unlink()
            taken += 1
    say("done")


def say(line: str) -> None:
    os.write(sys.stdout.fileno(), f"{line}\n".encode())


def main(site: str, location: str, seconds: str, do: str, *more: str) -> None:
    storage = Storage(site, location if location.startswith("postgresql") else Path(location))
    views = Views(storage, lease_seconds=float(seconds))
    if do == "hold":
        hold(views, float(seconds))
    else:
        take(views, float(seconds), int(more[0]), Path(more[1]))
    views.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
