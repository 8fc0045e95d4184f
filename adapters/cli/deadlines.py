"""`homeport deadlines`: lists what stands, and records what has passed."""

from typing import Annotated

import typer

from adapters.cli.options import HERE, Data, Json, open_clinic
from adapters.cli.output import print_json, print_line, print_table

app = typer.Typer(add_completion=False, no_args_is_help=True, help="List deadlines; record those that have passed.")


@app.command("list")
def list_(
    episode: Annotated[str | None, typer.Argument(metavar="[EPISODE]", help="Only of this episode.")] = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """List the deadlines that stand, the earliest first: which wait, are paused, or are recorded as passed."""
    from adapters.cli.standing import told_rows
    from engine.refusals import NotFound
    from events.instants import in_zone
    from projections.deadlines import DeadlinesRow
    from workflows.aiat.deciding.rules import episode_stream, no_episode

    with open_clinic(data) as clinic:
        if episode is not None and not clinic.engine.load(episode_stream(episode)).state.exists:
            raise NotFound(no_episode(episode))
        zone = clinic.site.zone
        rows = [DeadlinesRow.model_validate(row) for row in told_rows(clinic, "deadlines")]
    found = sorted(
        (
            {"episode": row.episode, "client": row.client, **one.model_dump(mode="json")}
            for row in rows
            if episode in (None, row.episode)
            for one in row.deadlines
        ),
        key=lambda one: (one["at"], one["episode"], one["kind"]),
    )
    if as_json:
        print_json([{**one, "at": str(in_zone(one["at"], zone))} for one in found])
        return
    print_table(
        "Deadlines",
        ("episode", "client", "what", "calls", "by the end of", "stands"),
        (
            (
                one["episode"],
                one["client"],
                one["kind"].replace("_", " "),
                "reminder" if one["state"] == "due" else "overdue",
                one["due_on"],
                _stands(one["passed"], one["paused_since"]),
            )
            for one in found
        ),
    )


@app.command()
def fire(data: Data = HERE, as_json: Json = False) -> None:
    """Record the deadlines that have passed: once each, however often this runs. Workers do it by themselves."""
    from adapters.deadlines import fire_due
    from projections.words.sentence import counted

    with open_clinic(data) as clinic:
        fired = fire_due(clinic, clinic.clock())
    if as_json:
        print_json({"fired": fired})
    else:
        print_line(f"{counted(fired, 'deadline')} recorded as passed")


def _stands(passed: bool, paused_since: str | None) -> str:
    if passed:
        return "passed"
    return "waits" if paused_since is None else f"paused since {paused_since}"
