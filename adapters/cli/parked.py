"""`homeport parked`: events that a view cannot read, and what becomes of them."""

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from adapters.cli.options import HERE, Actor, Data, Json, envelope, open_clinic
from adapters.cli.output import print_json, print_line, print_table

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

    from events.site import Role

app = typer.Typer(
    add_completion=False,
    no_args_is_help=True,
    help="List, show, replay and drop events that a view cannot read: each holds up its own stream, in that view.",
)
_MAY_DROP: Final[tuple["Role", ...]] = ("administrator",)
_View = Annotated[str | None, typer.Option("--view", metavar="VIEW", help="In this view only; else in every one.")]
_Position = Annotated[int, typer.Argument(metavar="POSITION", min=1, help="The event's position in the log.")]


@app.command("list")
def list_(
    view: _View = None,
    every: Annotated[bool, typer.Option("--all", help="Also events that were dropped.")] = False,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """List what is parked, with the error and how many events of its stream wait behind it."""
    from adapters.parked import set_aside, told

    with open_clinic(data) as clinic:
        found = [told(*one) for one in set_aside(clinic, view, dropped=every)]
        zone = clinic.site.zone
    if as_json:
        print_json(found)
        return
    columns = ("view", "position", "stream", "type", "state", "error", "since", "waiting")
    print_table("Parked", columns, ([one[column] for column in columns] for one in _by_the_clock(found, zone)))


@app.command()
def show(position: _Position, view: _View = None, data: Data = HERE, as_json: Json = False) -> None:
    """Show one: what failed and where in the code, how often it was tried, who dropped it and why."""
    from adapters.parked import set_aside, told

    with open_clinic(data) as clinic:
        found = [told(*one) for one in set_aside(clinic, view, position)]
        zone = clinic.site.zone
    if as_json:
        print_json(found)
        return
    for one in _by_the_clock(found, zone):
        for label, value in one.items():
            print_line(f"{label.replace('_', ' '):<12} {value}")
        print_line()


@app.command()
def replay(
    position: Annotated[
        int | None, typer.Argument(metavar="[POSITION]", min=1, help="One event; else all that are parked.")
    ] = None,
    view: _View = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Read parked events again, and what waits behind them; a dropped one too where its position is given.

    Exit status 1 where one still cannot be read.
    """
    from adapters.parked import set_aside
    from engine.parking import replay as replayed
    from projections.words.sentence import counted

    with open_clinic(data) as clinic:
        chosen = list(set_aside(clinic, view, position, dropped=position is not None))
        done = [(reader.name, entry.position, replayed(reader, entry.position)) for reader, _, entry in chosen]
    if as_json:
        print_json(
            [
                {"view": name, "position": at, "events": one.events, "parked": one.parked and one.parked.position}
                for name, at, one in done
            ]
        )
    elif not done:
        print_line("nothing is parked")
    else:
        for name, at, one in done:
            if one.events or not one.parked:
                print_line(f"{name} position {at}: {counted(one.events, 'event')} read")
            if one.parked:
                print_line(f"{name} position {one.parked.position} still cannot be read ({one.parked.fault.error})")
    if any(one.parked for _, _, one in done):
        raise typer.Exit(1)


@app.command()
def drop(
    position: _Position,
    reason: Annotated[str, typer.Option(metavar="TEXT", help="Why a view may go on without it. Name no client.")],
    actor: Actor = None,
    view: _View = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Let a view go on without an event: who and why is kept, and parked list --all shows it. The log keeps the event.

    A replay of its position takes this back.
    """
    from adapters.parked import set_aside
    from engine.parked import Drop
    from engine.parking import drop as dropped
    from projections.words.sentence import counted
    from workflows.aiat.deciding.rules import may

    who = str(envelope(actor)["actor"])
    with open_clinic(data) as clinic:
        may(clinic.site, who, _MAY_DROP, "drop events from a view")
        decided = Drop(who, reason, clinic.clock())
        chosen = list(set_aside(clinic, view, position, dropped=False))
        done = {reader.name: dropped(reader, position, decided) for reader, _, _ in chosen}
    if as_json:
        print_json([{"view": name, "position": position, "events": one.events} for name, one in done.items()])
        return
    for name, one in done.items():
        waited = counted(one.events, "event that waited for it was|events that waited for it were")
        print_line(f"{name} goes on without position {position}: {waited} read")


def _by_the_clock(found: list[dict[str, Any]], zone: "ZoneInfo") -> "Iterator[dict[str, Any]]":
    """The same with its times as people are told them."""
    from projections.times import told_time

    for one in found:
        yield one | {name: told_time(one[name], zone) for name in ("since", "dropped_at") if name in one}
