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
    from adapters.identity.accounts import Account
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
    no_password: Annotated[
        bool, typer.Option("--no-password", help="They sign in through the provider alone; see homeport user bind.")
    ] = False,
    data: Data = HERE,
) -> None:
    """Add an account. The password is asked for, or read from standard input."""
    with _opened(data) as (clinic, identity):
        member = clinic.site.staff.get(staff)
        if member is None or not member.active:
            raise NotFound(f"{staff} is not on the staff; homeport staff list names them")
        if no_password:
            identity.add_without_password(name, staff)
        else:
            identity.add(name, staff, _password(), must_change=must_change)
    print_line(f"{staff} signs in as {name}")


@app.command("list")
def list_(data: Data = HERE, as_json: Json = False) -> None:
    """List the accounts."""
    with _opened(data) as (clinic, identity):
        accounts, bound = identity.accounts.all(), identity.bindings.kinds()
        roles = {member.id: member.roles for member in clinic.site.staff.values() if member.active}
    if as_json:
        print_json(
            [{**one._asdict(), "provider": bound.get(one.name), "roles": roles.get(one.staff, ())} for one in accounts]
        )
        return
    print_table(
        "Accounts",
        ("name", "staff", "roles", "signs in by", ""),
        (
            (
                one.name,
                one.staff,
                ", ".join(roles.get(one.staff, ())),
                ", ".join(_ways(one, bound.get(one.name))) or "nothing yet",
                "" if one.active else "disabled",
            )
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
def password(
    name: AccountName,
    must_change: MustChange = True,
    none: Annotated[bool, typer.Option("--none", help="Take the password away instead.")] = False,
    data: Data = HERE,
) -> None:
    """Set another password, or none; every session of the account ends."""
    with _opened(data) as (_, identity):
        if none:
            identity.take_password(name)
            print_line(f"{name} has no password any more")
            return
        identity.set_password(name, _password(), by_owner=not must_change)
    print_line(f"the password of {name} was changed")


@app.command()
def bind(
    name: AccountName,
    subject: Annotated[
        str | None,
        typer.Option(metavar="SUB", help="Their subject (sub) at the provider: never given to anybody else."),
    ] = None,
    email: Annotated[
        str | None,
        typer.Option(metavar="ADDRESS", help="An address that the provider verified; used once, then the subject is."),
    ] = None,
    issuer: Annotated[
        str | None, typer.Option(envvar="HOMEPORT_OIDC_ISSUER", metavar="URL", help="The provider that says so.")
    ] = None,
    data: Data = HERE,
) -> None:
    """Let somebody at the provider in with an account, and nobody else there; its sessions end."""
    if (subject is None) == (email is None):
        raise Invalid(["give either --subject or --email"])
    if not issuer:
        raise Invalid(["HOMEPORT_OIDC_ISSUER is not set: name the provider there, or with --issuer"])
    with _opened(data) as (_, identity):
        identity.bind(name, issuer, "email" if subject is None else "subject", subject or email or "")
    print_line(f"{name} can sign in through {issuer}")


@app.command()
def unbind(name: AccountName, data: Data = HERE) -> None:
    """Let nobody at the provider in with an account any more; its sessions end."""
    with _opened(data) as (_, identity):
        identity.unbind(name)
    print_line(f"nobody signs in as {name} through a provider any more")


def _ways(account: "Account", bound: str | None) -> Iterator[str]:
    if account.has_password:
        yield "password"
    if bound:
        yield "provider"


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
