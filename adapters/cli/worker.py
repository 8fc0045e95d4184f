"""`homeport worker`: does the background work of sites, beside any number of others."""

import os
import sys
import threading
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, Final

import typer

from adapters.cli.options import HERE, open_clinic
from adapters.cli.output import print_line
from adapters.cli.stopping import stopped_by_signals
from engine.refusals import Refused

_LOOK: Final = 0.5  # seconds


def worker(
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data", envvar="HOMEPORT_DATA", metavar="DIR", help="A site's data folder; may be given several times."
        ),
    ] = None,
    threads: Annotated[
        int, typer.Option(min=1, max=64, metavar="N", help="How many pieces of work to do at once.")
    ] = 4,
    metrics: Annotated[
        str | None,
        typer.Option(
            envvar="HOMEPORT_METRICS", metavar="HOST:PORT", help="Serve metrics for Prometheus, at this address."
        ),
    ] = None,
) -> None:
    """Keep the views of sites up to date, until it is stopped with Ctrl-C or SIGTERM.

    Any number of workers may serve the same sites, on any number of machines: where one dies, another goes on within
    seconds. Redis (HOMEPORT_REDIS_URL) tells them of news at once; without it they look every second.
    """
    from adapters.cli.interpreter import work_for_many
    from adapters.telemetry import logs, tracing
    from adapters.telemetry.listening import metrics_at
    from adapters.workers.background import linked, working

    tracing.set_up(os.environ)
    is_over = threading.Event()
    with stopped_by_signals(is_over.set), ExitStack() as stack:
        clinics = [stack.enter_context(open_clinic(folder, observed=True)) for folder in data or [HERE]]
        sites = {clinic.store.log for clinic in clinics}
        if len(sites) < len(clinics):
            raise Refused("two of the folders given with --data hold the same site; name each site once")
        for clinic in clinics:
            clinic.check_keys()
        logs.set_up()
        link = stack.enter_context(linked())
        watched = stack.enter_context(metrics_at(metrics, clinics, link))
        stack.enter_context(working(clinics, threads, link))
        print_line(f"Homeport works for {', '.join(sorted(sites))} (stop it with Ctrl-C)")
        if watched:
            print_line(f"Metrics are at http://{watched}/metrics")
        sys.stdout.flush()
        work_for_many()
        while not is_over.wait(_LOOK):
            pass  # signals are told to this thread alone, and one that came to another does not wake it
