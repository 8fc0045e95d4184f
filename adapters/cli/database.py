"""`homeport database`: makes the tables of a database, brings them up to date, and gives an application its rights."""

from typing import Annotated

import typer

from adapters.cli.options import HERE, Data, database
from adapters.cli.output import print_line
from engine.refusals import Invalid

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="Make the tables in PostgreSQL, or bring them up to date.",
)


@app.command()
def migrate(data: Data = HERE) -> None:
    """Make the tables, or bring them up to date: all of it or nothing. Run again, it changes nothing.

    In PostgreSQL, where HOMEPORT_DATABASE_URL names the role that is to own them; else in the data folder's files.
    Make a backup first.
    """
    from adapters.sql.opening import migrate as migrated
    from adapters.sql.schema import REVISIONS
    from engine.refusals import NotFound

    url = database()
    if url is None and not (data / "log.db").exists():
        raise NotFound(f"there is no site in {data}; name its folder with --data, or set HOMEPORT_DATABASE_URL")
    migrated(url or data / "log.db")
    print_line(f"The tables in {_place(url) if url else data / 'log.db'} are up to date, at revision {REVISIONS[-1]}.")


def _place(url: str) -> str:
    from adapters.sql.postgres_connections import place

    return place(url)


@app.command()
def role(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The role that Homeport is to work under.")],
) -> None:
    """Give a role what Homeport needs from day to day, and no more; made where there is none.

    It reads the log and appends to it, and cannot change or delete what was recorded. Run this as the owner of the
    tables, again after each migration, then name the role in HOMEPORT_DATABASE_URL.
    """
    from adapters.sql.postgres_roles import make_application_role

    url = database()
    if url is None:
        raise Invalid(["set HOMEPORT_DATABASE_URL to the address of the database, as the owner of its tables"])
    if not 0 < len(name.encode()) < 64:
        raise Invalid(["NAME has 1 to 63 bytes, as PostgreSQL takes the names of roles"])
    is_new = make_application_role(url, name)
    print_line(f"{name} may do what Homeport needs.")
    if is_new:
        print_line("It was made just now and has no password yet: set one with the")
        quoted = name.replace('"', '""')
        print_line(f'\\password "{quoted}" command of psql, then name the role in HOMEPORT_DATABASE_URL.')
