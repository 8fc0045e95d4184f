"""The commands of `homeport`, by name: what each does, and where it lives."""

import os
from pathlib import Path
from typing import Annotated, Any, ClassVar

import typer
from typer.core import TyperOption

from adapters.cli.lazy import LazyGroup

_CLI = "adapters.cli"


class _Commands(LazyGroup):
    table: ClassVar[dict[str, tuple[str, str]]] = {
        "demo": ("Play one synthetic episode from intake to discharge, in a folder of its own.", f"{_CLI}.demo:demo"),
        "site": ("Make a site, or show it.", f"{_CLI}.site:app"),
        "staff": ("Add, list and retire staff.", f"{_CLI}.staff:app"),
        "user": ("Add, list and disable the accounts that staff sign in with.", f"{_CLI}.user:app"),
        "client": ("Register and find clients; their consents and disclosures.", f"{_CLI}.client:app"),
        "episode": ("Open an episode, see what is missing, advance it, end it.", f"{_CLI}.episode:app"),
        "record": ("Record what happened: one command a kind of entry.", f"{_CLI}.record:app"),
        "amend": ("Correct an entry; the history keeps both.", f"{_CLI}.correct:amend"),
        "void": ("Declare an entry made in error; the history keeps it.", f"{_CLI}.voiding:app"),
        "caseload": ("Every episode: stage, days, flags.", f"{_CLI}.across:caseload"),
        "due": ("What is due and overdue, across episodes.", f"{_CLI}.across:due"),
        "deadlines": ("List deadlines; record those that have passed.", f"{_CLI}.deadlines:app"),
        "outcomes": ("Goals attained and time in stage, over all who were admitted.", f"{_CLI}.outcomes:outcomes"),
        "form": ("Load the wording of a questionnaire; list and show forms.", f"{_CLI}.form:app"),
        "replay": ("An episode event by event, in words.", f"{_CLI}.replay:replay"),
        "log": ("The log from a position on, thin, for integrators.", f"{_CLI}.log:log"),
        "webhook": ("Tell subscribers that the log has advanced: add, list, rotate, send.", f"{_CLI}.webhook:app"),
        "run": ("Execute a file of commands.", f"{_CLI}.run:run"),
        "schema": ("The schemas of commands and events.", f"{_CLI}.schema:app"),
        "score": ("Score a file of raw answers.", f"{_CLI}.score:score"),
        "serve": ("Serve the page that staff open in the morning.", f"{_CLI}.serve:serve"),
        "worker": ("Keep the views of sites up to date in the background.", f"{_CLI}.worker:worker"),
        "simulate": ("Fill a synthetic site with believable episodes.", f"{_CLI}.simulate:simulate"),
        "policy": ("Show the policy and pathway in force, or publish new ones.", f"{_CLI}.policy:app"),
        "projections": ("List, rebuild, verify and switch back the stored views.", f"{_CLI}.projections:app"),
        "parked": ("Events that a view cannot read: list, show, replay, drop.", f"{_CLI}.parked:app"),
        "proof": ("Seal the log, and show that it is still what was sealed.", f"{_CLI}.proof:app"),
        "backup": ("Copy log, views and keys, consistently, keys apart.", f"{_CLI}.backup:backup"),
        "restore": ("Restore a site from a backup.", f"{_CLI}.backup:restore"),
        "database": ("Make the tables in PostgreSQL, or bring them up to date.", f"{_CLI}.database:app"),
        "migrate": ("Move a site from its files to PostgreSQL.", f"{_CLI}.migrate:migrate"),
        "doctor": ("Check that everything holds together.", f"{_CLI}.doctor:doctor"),
    }


_type_of = TyperOption.display_type_rich


def _what_it_takes(option: TyperOption, ctx: Any) -> str | None:
    return None if option.is_flag else _type_of(option, ctx)


# A flag takes nothing, and typer's help has <bool> after each, so that a person writes `--all true`. It makes its
# options itself, --help among them: there is no other place to tell it.
TyperOption.display_type_rich = _what_it_takes  # type: ignore[assignment,method-assign]

app = typer.Typer(
    cls=_Commands,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        typer.echo(f"homeport {version('homeport')}")
        raise typer.Exit


@app.callback()
def homeport(
    data: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="The site's data folder (else HOMEPORT_DATA, else ./homeport-data)."),
    ] = None,
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which version this is.")
    ] = False,
) -> None:
    """Homeport runs AIAT treatment episodes: every event kept for good, every goal judged with its evidence.

    Exit status: 0 done, 1 failed, 2 refused (one line says what is wrong and how to mend it), 130 stopped by Ctrl-C.
    """
    if data is not None:
        os.environ["HOMEPORT_DATA"] = str(data)
