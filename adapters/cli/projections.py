"""`homeport projections`: lists, rebuilds and verifies the stored views."""

from typing import Annotated

import typer

from adapters.cli.options import HERE, Data, Json, open_clinic
from adapters.cli.output import print_json, print_line, print_table

app = typer.Typer(add_completion=False, no_args_is_help=True, help="List, rebuild and verify the stored views.")


@app.command("list")
def list_(data: Data = HERE, as_json: Json = False) -> None:
    """List the views: how far each has come, and how far it lags behind the log. Reading one catches up first."""
    from adapters.views import readers

    with open_clinic(data) as clinic:
        head = clinic.store.head().position
        found = []
        for name in readers(clinic):
            at = clinic.views.live(name)
            rows = sum(1 for _ in clinic.views.rows(name))
            found.append(
                {"view": name, "generation": at.generation, "position": at.position, "lag": head - at.position}
                | {"rows": rows}
            )
    if as_json:
        print_json(found)
    else:
        print_table("Views", ("view", "generation", "position", "lag", "rows"), (list(one.values()) for one in found))


@app.command()
def rebuild(
    name: Annotated[str | None, typer.Argument(metavar="[NAME]", help="The view; else every one.")] = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Write a view anew from the log beside the one in use, then switch to it."""
    from adapters.views import replaying_readers
    from engine.rebuilding import rebuild as written_anew
    from engine.refusals import NotFound

    with open_clinic(data) as clinic:
        readers = replaying_readers(clinic)
        if name is not None and name not in readers:
            raise NotFound(f"there is no view {name}; known are {', '.join(readers)}")
        reached = {reader.name: written_anew(reader) for reader in readers.values() if name in (None, reader.name)}
    if as_json:
        print_json(reached)
        return
    for view, position in reached.items():
        print_line(f"{view} written anew, up to position {position}")


@app.command()
def verify(data: Data = HERE, as_json: Json = False) -> None:
    """Check that every stored row equals a fresh replay of the log, and every score what its answers give.

    Exit status 1 where something differs.
    """
    from adapters.verifying import verify as verified

    with open_clinic(data) as clinic:
        position = clinic.store.head().position
        result = verified(clinic)
    if as_json:
        print_json({"position": position, **result._asdict(), "wrong": [one._asdict() for one in result.wrong]})
    else:
        for one in result.wrong:
            print_line(f"{one.where}: {one.says}")
        told = f"{result.rows} rows and {result.scores} scores compared with the log, up to position {position}: "
        print_line(told + (f"{len(result.wrong)} differ" if result.wrong else "all as the log gives them"))
    if result.wrong:
        raise typer.Exit(1)
