"""The options that most commands share, and what every command starts from."""

from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.clinic import Clinic, random_ids
from engine.refusals import Invalid

Data = Annotated[
    Path,
    typer.Option("--data", envvar="HOMEPORT_DATA", metavar="DIR", help="The site's data folder.", show_default=True),
]
HERE = Path("homeport-data")
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for scripts.")]
Actor = Annotated[
    str | None,
    typer.Option("--as", envvar="HOMEPORT_ACTOR", metavar="STAFF", help="Who does this: the id of a member of staff."),
]
At = Annotated[
    str | None,
    typer.Option("--at", metavar="TIME", help="When it happened (2026-03-02T14:30:00-08:00); default: now."),
]
CommandId = Annotated[
    str | None,
    typer.Option("--id", metavar="ID", help="An id of your own for this command: repeating it changes nothing."),
]
Version = Annotated[
    int | None,
    typer.Option("--expect-version", metavar="N", help="Refuse if the episode has moved on from version N."),
]
AsAt = Annotated[
    str | None,
    typer.Option("--as-at", metavar="TIME", help="As known then: only what was recorded by that time or day."),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", metavar="TIME", help="As true then: only what had happened by that time or day."),
]


def envelope(
    actor: str | None, at: str | None = None, command_id: str | None = None, version: int | None = None
) -> dict[str, Any]:
    """The fields that every command carries. Raises `Invalid` without an actor."""
    if actor is None:
        raise Invalid(["say who does this with --as STAFF, or set HOMEPORT_ACTOR"], field="actor")
    fields: dict[str, Any] = {"id": command_id or random_ids(), "actor": actor}
    if at is not None:
        fields["occurred_at"] = at
    if version is not None:
        fields["expected_version"] = version
    return fields


def open_clinic(data: Path) -> Clinic:
    """The site in the data folder."""
    return Clinic(data)
