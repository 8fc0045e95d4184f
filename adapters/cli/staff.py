"""`homeport staff`: who works here, and in which role."""

from typing import Annotated

import typer

from adapters.cli.options import HERE, Actor, At, CommandId, Data, Json, envelope, open_clinic
from adapters.cli.output import print_json, print_receipt, print_table
from events.site import StaffAdded
from workflows.aiat.commands import AddStaff, RetireStaff
from workflows.aiat.reading import read
from workflows.aiat.site import STREAM

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Add, list and retire staff.")
StaffId = Annotated[str, typer.Argument(metavar="ID", help="The member of staff's id, such as s-mara.")]


@app.command()
def add(
    staff: StaffId,
    name: Annotated[str, typer.Option(help="Their name (kept sealed).")],
    role: Annotated[
        list[str],
        typer.Option(
            help="intake, counsellor, clinician, supervisor, auditor, integrator, administrator; repeat for more."
        ),
    ],
    discipline: Annotated[str | None, typer.Option(help="mental_health or substance_use.")] = None,
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Add a member of staff, or bring one back. The first may add themselves."""
    given = {"staff": staff, "name": name, "roles": role}
    if discipline is not None:
        given["discipline"] = discipline
    command = read(AddStaff, envelope(actor, at, command_id) | given)
    with open_clinic(data) as clinic:
        receipt = clinic.execute(command)
    print_receipt(receipt, as_json, f"{staff} is on the staff as {', '.join(role)}", staff=staff)


@app.command()
def retire(
    staff: StaffId,
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """End somebody's membership of the staff. What they recorded stays theirs."""
    command = read(RetireStaff, envelope(actor, at, command_id) | {"staff": staff})
    with open_clinic(data) as clinic:
        receipt = clinic.execute(command)
    print_receipt(receipt, as_json, f"{staff} has left the staff", staff=staff)


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
        print_json([{**member._asdict(), "name": names.get(member.id)} for member in members])
        return
    print_table(
        "Staff",
        ("id", "name", "roles", "discipline", ""),
        (
            (one.id, names.get(one.id), ", ".join(one.roles), one.discipline, "" if one.active else "left")
            for one in members
        ),
    )
