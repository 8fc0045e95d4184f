"""`homeport projections`: lists, rebuilds, verifies and switches back the stored views."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from adapters.cli.options import HERE, Data, Json, open_clinic
from adapters.cli.output import print_json, print_line, print_table

if TYPE_CHECKING:
    from adapters.clinic import Clinic
    from engine.readers import Reader

_UNITS = ((86_400, "days"), (3_600, "h"), (60, "min"))

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="List, rebuild, verify and switch back the stored views."
)


_Name = Annotated[str | None, typer.Argument(metavar="[NAME]", help="The view; else every one.")]


@app.command("list")
def list_(data: Data = HERE, as_json: Json = False) -> None:
    """List the views: how far each has come, and how far it lags behind the log. Reading one catches up first.

    How old the oldest event is that was not read yet is `age` in the table, and `seconds` in JSON.
    """
    from adapters.views import readers

    with open_clinic(data) as clinic:
        found: list[dict[str, Any]] = []
        for name, reader in readers(clinic).items():
            at, aside = reader.standing()
            lag = reader.lag()
            found.append(
                {
                    "view": name,
                    "generation": at.generation,
                    "previous": clinic.views.previous(name),
                    "position": at.position,
                    "lag": lag.positions,
                    "seconds": round(lag.seconds, 3),
                    "parked": len(aside.parked),
                    "rows": sum(1 for _ in clinic.views.rows(name)),
                }
            )
    if as_json:
        print_json(found)
    else:
        columns = ["age" if column == "seconds" else column for column in found[0]]
        print_table("Views", columns, (list({**one, "seconds": _age(one["seconds"])}.values()) for one in found))


@app.command()
def rebuild(
    name: _Name = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Write a view anew from the log beside the one in use, verify it, then switch to it. The old one is kept."""
    from adapters.cli.interpreter import collect_seldom
    from engine.rebuilding import rebuild as written_anew

    with open_clinic(data) as clinic:
        collect_seldom()
        reached = {reader.name: written_anew(reader) for reader in _replaying(clinic, name)}
    if as_json:
        print_json(reached)
        return
    for view, position in reached.items():
        print_line(f"{view} written anew, up to position {position}")


@app.command("switch-back")
def switch_back(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The view.")],
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Go back to what a view was before its last rebuild, once that has caught up. Again, and it goes forward."""
    from engine.rebuilding import switch_back as gone_back

    with open_clinic(data) as clinic:
        (reader,) = _replaying(clinic, name)
        at = gone_back(reader)
    if as_json:
        print_json({"view": name, "generation": at.generation, "position": at.position})
    else:
        print_line(f"{name} is generation {at.generation} again, up to position {at.position}")


@app.command("drop-previous")
def drop_previous(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The view.")],
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Give up what a view was before its last rebuild, to free the room it takes."""
    from engine.rebuilding import drop_previous as dropped

    with open_clinic(data) as clinic:
        (reader,) = _replaying(clinic, name)
        generation = dropped(reader)
    if as_json:
        print_json({"view": name, "dropped": generation})
    else:
        print_line(f"generation {generation} of {name} is dropped")


@app.command()
def verify(data: Data = HERE, as_json: Json = False) -> None:
    """Check that every stored row equals a fresh replay of the log, and every score what its answers give.

    Exit status 1 where something differs.
    """
    from adapters.cli.interpreter import collect_seldom
    from adapters.verifying import verify as verified

    with open_clinic(data) as clinic:
        collect_seldom()
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


def _age(seconds: float) -> str:
    """The same as people say it, in whole units of the largest that it comes to two of."""
    return next((f"{seconds // size:.0f} {unit}" for size, unit in _UNITS if seconds >= 2 * size), f"{seconds:.0f} s")


def _replaying(clinic: "Clinic", name: str | None) -> "list[Reader]":
    from adapters.views import replaying_readers
    from engine.refusals import NotFound

    readers = replaying_readers(clinic)
    if name is not None and name not in readers:
        raise NotFound(f"there is no view {name}; known are {', '.join(readers)}")
    return [reader for reader in readers.values() if name in (None, reader.name)]
