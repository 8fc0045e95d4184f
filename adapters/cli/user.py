"""`homeport user`: with which account a member of staff signs in to the page."""

import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from adapters.cli.options import HERE, Data, Json, open_clinic
from adapters.cli.output import print_json, print_line, print_table
from adapters.clinic import Clinic
from engine.refusals import Invalid, NotFound

if TYPE_CHECKING:
    from adapters.identity.identity import Identity

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Add, list and disable the accounts that staff sign in with."
)
AccountName = Annotated[str, typer.Argument(metavar="NAME", help="The name to sign in with, such as mara.")]
MustChange = Annotated[
    bool, typer.Option("--must-change/--keep", help="Whether they choose another password at their first sign-in.")
]


@app.command()
def add(
    name: AccountName,
    staff: Annotated[str, typer.Option(metavar="STAFF", help="Whose account: the id of a member of staff.")],
    must_change: MustChange = True,
    data: Data = HERE,
) -> None:
    """Add an account. The password is asked for, or read from standard input."""
    with _opened(data) as (clinic, identity):
        member = clinic.site.staff.get(staff)
        if member is None or not member.active:
            raise NotFound(f"{staff} is not on the staff; homeport staff list names them")
        identity.add(name, staff, _password(), must_change=must_change)
    print_line(f"{staff} signs in as {name}")


@app.command("list")
def list_(data: Data = HERE, as_json: Json = False) -> None:
    """List the accounts."""
    with _opened(data) as (clinic, identity):
        accounts = identity.accounts.all()
        roles = {member.id: member.roles for member in clinic.site.staff.values() if member.active}
    if as_json:
        print_json([{**one._asdict(), "roles": roles.get(one.staff, ())} for one in accounts])
        return
    print_table(
        "Accounts",
        ("name", "staff", "roles", ""),
        (
            (one.name, one.staff, ", ".join(roles.get(one.staff, ())), "" if one.active else "disabled")
            for one in accounts
        ),
    )


@app.command()
def disable(name: AccountName, data: Data = HERE) -> None:
    """Disable an account: its sessions end at once."""
    with _opened(data) as (_, identity):
        identity.disable(name)
    print_line(f"nobody signs in as {name} any more")


@app.command()
def enable(name: AccountName, data: Data = HERE) -> None:
    """Let a disabled account in again."""
    with _opened(data) as (_, identity):
        identity.accounts.set_active(name, active=True)
    print_line(f"{name} can sign in again")


@app.command()
def password(name: AccountName, must_change: MustChange = True, data: Data = HERE) -> None:
    """Set another password; every session of the account ends."""
    with _opened(data) as (_, identity):
        identity.set_password(name, _password(), by_owner=not must_change)
    print_line(f"the password of {name} was changed")


@contextmanager
def _opened(data: Path) -> Iterator[tuple[Clinic, "Identity"]]:
    from adapters.identity.identity import Identity

    with open_clinic(data) as clinic, closing(Identity(clinic.storage, clinic.clock)) as identity:
        yield clinic, identity


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    first: str = typer.prompt("Password", hide_input=True)
    if first != typer.prompt("Once more", hide_input=True):
        raise Invalid(["the two passwords are not the same; nothing was changed"])
    return first
