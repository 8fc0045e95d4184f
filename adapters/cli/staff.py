"""`homeport staff`: who works here, and in which role."""

from typing import Annotated

import typer

from adapters.cli.commanding import add_command
from adapters.cli.options import HERE, Data, Json, open_clinic
from adapters.cli.output import print_json, print_table
from events.site import StaffAdded
from workflows.aiat.commands import AddStaff, RetireStaff
from workflows.aiat.site import STREAM

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Add, list and retire staff.")
add_command(
    app,
    "add",
    AddStaff,
    arguments=("staff",),
    spelt={"roles": "--role"},
    helps={"name": "Their name (kept sealed).", "roles": "Repeat for more."},
    says="{staff} is on the staff",
)
add_command(app, "retire", RetireStaff, arguments=("staff",), says="{staff} has left the staff")


@app.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Also those who left.")] = False,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """List the staff."""
    with open_clinic(data) as clinic:
        names = {event.staff: event.name for _, event in clinic.opened(STREAM) if isinstance(event, StaffAdded)}
        members = [member for member in clinic.site.staff.values() if member.active or every]
    if as_json:
        print_json([{**member._asdict(), "active": member.active, "name": names.get(member.id)} for member in members])
        return
    print_table(
        "Staff",
        ("id", "name", "roles", "discipline", ""),
        (
            (one.id, names.get(one.id), ", ".join(one.roles), one.discipline, "" if one.active else "left")
            for one in members
        ),
    )
