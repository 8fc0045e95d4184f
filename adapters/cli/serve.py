"""`homeport serve`: the page that staff open in the morning."""

import os
import socket
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated

import typer

from adapters.cli.options import database, open_clinic
from adapters.cli.output import print_line
from adapters.cli.stopping import stopped_by_signals
from adapters.clinic import Clinic
from engine.refusals import AlreadyExists, Refused

_DEMO = Path("homeport-demo")
_HERE = Path("homeport-data")


def serve(
    host: Annotated[str, typer.Option(metavar="HOST", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65_535, metavar="PORT", help="The port; 0 takes a free one.")] = 8000,
    data: Annotated[
        Path | None,
        typer.Option("--data", envvar="HOMEPORT_DATA", metavar="DIR", help="The site's data folder."),
    ] = None,
    demo: Annotated[
        bool, typer.Option("--demo", help="Serve a synthetic clinic, made first where there is none.")
    ] = False,
    metrics: Annotated[
        str | None,
        typer.Option(
            envvar="HOMEPORT_METRICS", metavar="HOST:PORT", help="Also serve metrics for Prometheus, at this address."
        ),
    ] = None,
) -> None:
    """Serve the page of a site until it is stopped with Ctrl-C.

    With --demo it is a clinic of synthetic people that is at work today, in ./homeport-demo unless --data says
    otherwise; names and password to sign in with are printed. Everybody else needs an account: homeport user add.
    HOMEPORT_OIDC_ISSUER, HOMEPORT_OIDC_CLIENT_ID and HOMEPORT_OIDC_CLIENT_SECRET (or ..._SECRET_FILE) let staff
    sign in through a provider too.

    What happens is logged to standard error, nothing about anybody in it.
    """
    from adapters.http.app import make_app
    from adapters.identity.provider.provider import Provider
    from adapters.identity.provider.settings import provider_settings
    from adapters.telemetry import logs, tracing
    from adapters.telemetry.listening import metrics_at
    from adapters.workers.background import linked, serving

    settings = provider_settings()
    folder = data or (_DEMO if demo else _HERE)
    listening = _listen(host, port, "--host and --port" + (" (make run PORT=8001)" if demo else ""))
    if demo and not (folder / "site.json").exists():
        _make_demo(folder)
    tracing.set_up(os.environ)
    with ExitStack() as stack:
        stack.enter_context(stopped_by_signals(sys.exit))  # uvicorn, once a signal has stopped it, raises it again
        stack.enter_context(listening)
        clinic = stack.enter_context(open_clinic(folder, observed=True))
        link = stack.enter_context(linked())
        watched = stack.enter_context(metrics_at(metrics, [clinic], link))
        if demo:
            _check_demo(clinic, folder)
        clinic.check_keys()
        app = make_app(clinic, Provider(settings) if settings else None, lambda: {"redis": link.state} if link else {})
        where = listening.getsockname()[1]
        print_line(f"Homeport serves {clinic.site.name} at http://{_spelt(host)}:{where} (stop it with Ctrl-C)")
        if watched:
            print_line(f"Metrics are at http://{watched}/metrics")
        if demo:
            _print_accounts()
        sys.stdout.flush()
        logs.set_up(quiet=demo and sys.stderr.isatty())  # hundreds of lines would bury the sign-ins
        stack.enter_context(serving(clinic, link))
        _run(app, listening)


def _make_demo(folder: Path) -> None:
    from adapters.clinic import system_clock
    from adapters.http.demo import make_demo

    if folder.exists() and any(folder.iterdir()):
        raise AlreadyExists(f"{folder} is not empty; name another folder with --data")
    print_line(f"Making a clinic of synthetic people in {folder}")
    make_demo(folder, system_clock(), database=database())


def _check_demo(clinic: Clinic, folder: Path) -> None:
    """Raises `Refused` where the sign-ins that are about to be printed do not exist."""
    from adapters.http.demo import has_accounts

    other = f"serve it without --demo, or name another folder with --data {_DEMO}"
    if not clinic.site.synthetic:
        raise Refused(f"the site in {folder} is not a synthetic one; {other}")
    if not has_accounts(clinic):
        raise Refused(f"the site in {folder} has none of the demo accounts; {other}")


def _print_accounts() -> None:
    from adapters.http.demo import ACCOUNTS, PASSWORD

    print_line(f"Sign in as {', '.join(ACCOUNTS)}; the password of each is {PASSWORD}")


def _listen(host: str, port: int, by: str) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
        # inherited by every connection; without it each answer waits 40 ms for the browser's acknowledgement
        listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        raise Refused(
            f"cannot listen at {host}, port {port} ({error.strerror or error}); name another with {by}"
        ) from None
    return listening


def _spelt(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _run(app: object, listening: socket.socket) -> None:
    import uvicorn

    from adapters.cli.interpreter import work_for_many

    work_for_many()
    # its own log would hold addresses and, of an error, whatever the error quotes
    config = uvicorn.Config(app, log_config=None, access_log=False, server_header=False, timeout_graceful_shutdown=3)  # type: ignore[arg-type]
    uvicorn.Server(config).run(sockets=[listening])
