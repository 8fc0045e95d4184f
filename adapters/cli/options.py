"""The options that most commands share, and what every command starts from."""

import os
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.clinic import Clinic, random_ids
from engine.refusals import Invalid
from events.instants import Instant, TimeUnreadable, parse

_SHARED = "Who, when, where"

Data = Annotated[
    Path,
    typer.Option(
        "--data",
        rich_help_panel=_SHARED,
        envvar="HOMEPORT_DATA",
        metavar="DIR",
        help="The site's data folder.",
        show_default=True,
    ),
]
HERE = Path("homeport-data")
Json = Annotated[bool, typer.Option("--json", rich_help_panel=_SHARED, help="Print JSON, for scripts.")]
Actor = Annotated[
    str | None,
    typer.Option(
        "--as",
        rich_help_panel=_SHARED,
        envvar="HOMEPORT_ACTOR",
        metavar="STAFF",
        help="Who does this: the id of a member of staff.",
    ),
]
At = Annotated[
    str | None,
    typer.Option(
        "--at",
        rich_help_panel=_SHARED,
        metavar="TIME",
        help="When it happened (2026-03-02T14:30:00-08:00); default: now.",
    ),
]
CommandId = Annotated[
    str | None,
    typer.Option(
        "--id",
        rich_help_panel=_SHARED,
        metavar="ID",
        help="An id of your own for this command: repeating it changes nothing.",
    ),
]
Version = Annotated[
    int | None,
    typer.Option(
        "--expect-version",
        rich_help_panel=_SHARED,
        metavar="N",
        help="Refuse if the episode has moved on from version N.",
    ),
]
AsAt = Annotated[
    str | None,
    typer.Option(
        "--as-at",
        rich_help_panel=_SHARED,
        metavar="DAY|TIME",
        help="As known then: only what was recorded by the end of that day (2026-03-02), or by that time.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of",
        rich_help_panel=_SHARED,
        metavar="DAY|TIME",
        help="As true then: only what had happened by the end of that day (2026-03-02), or by that time.",
    ),
]


def envelope(
    actor: str | None, at: str | None = None, command_id: str | None = None, version: int | None = None
) -> dict[str, Any]:
    """The fields that every command carries. Raises `Invalid` without an actor."""
    if actor is None:
        raise Invalid(["say who does this with --as STAFF, or set HOMEPORT_ACTOR"], field="actor")
    fields: dict[str, Any] = {"id": command_id or random_ids(), "actor": actor}
    if at is not None:
        fields["occurred_at"] = _moment(at)
    if version is not None:
        if version < 1:  # 0 is that of a stream that is still to be made
            says = (
                "--expect-version is 1 or more, as episodes have: homeport episode show EPISODE says which it stands at"
            )
            raise Invalid([says], field="expected_version")
        fields["expected_version"] = version
    return fields


def _moment(text: str) -> Instant:
    try:
        return parse(text)
    except TimeUnreadable as error:
        raise Invalid([f"--at {error}"], field="occurred_at") from None


def database() -> str | None:
    """The address of the PostgreSQL that sites lie in; None where they lie in files. Raises `Invalid`."""
    if not os.environ.get("HOMEPORT_DATABASE_URL"):
        return None  # and spare 35 ms
    from adapters.settings import settings

    return settings().database_url


def open_clinic(data: Path, *, observed: bool = False, even_damaged: bool = False) -> Clinic:
    """The site of the data folder, in the database that the settings name; `observed` by what serves or works.

    What looks at a log for its own sake opens it `even_damaged`: then stderr tells, and the command is to end with 1.
    """
    clinic = Clinic(data, database=database(), observed=observed, even_damaged=even_damaged)
    if clinic.damage:
        typer.echo(f"homeport: {clinic.damage}", err=True)
    return clinic
