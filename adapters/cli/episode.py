"""`homeport episode`: opens an episode, shows it, moves it along its pathway, ends it."""

from typing import Annotated, Final

import typer

from adapters.cli.commanding import add_command
from adapters.cli.options import HERE, AsAt, AsOf, Data, Json, open_clinic
from adapters.cli.output import print_json, print_line
from engine.command import Command
from workflows.aiat import commands

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Open an episode, see what is missing, advance it, end it."
)
EpisodeId = Annotated[str, typer.Argument(metavar="EPISODE", help="The episode's id.")]

add_command(
    app,
    "open",
    commands.OpenEpisode,
    arguments=("client",),
    makes="episode",
    helps={
        "episode": "An opaque id; else made.",
        "readmission_of": "The earlier episode.",
        "carry": "What to carry forward from it.",
    },
    says="episode {episode} opened at intake; next: homeport episode next {episode}",
)


@app.command()
def show(episode: EpisodeId, as_at: AsAt = None, as_of: AsOf = None, data: Data = HERE, as_json: Json = False) -> None:
    """Show an episode: where it stands, what is missing, how far each goal is."""
    from adapters.asking import asked, the_case
    from adapters.cli.showing import episode_data, print_episode

    with open_clinic(data) as clinic:
        question = asked(clinic, as_at, as_of)
        case = the_case(clinic, episode, question)
        shown = episode_data(case, question)
    if as_json:
        print_json(shown)
    else:
        print_episode(shown, case.facts.site.zone)


@app.command()
def goals(episode: EpisodeId, as_at: AsAt = None, as_of: AsOf = None, data: Data = HERE, as_json: Json = False) -> None:
    """Show goal attainment: every criterion with its level, change, reasons and evidence."""
    from adapters.asking import asked, the_case
    from adapters.cli.showing import goals_data, print_goals

    with open_clinic(data) as clinic:
        question = asked(clinic, as_at, as_of)
        shown = goals_data(the_case(clinic, episode, question))
    if as_json:
        print_json(shown)
        return
    if question.banner:
        print_line(question.banner)
    print_goals(shown)


@app.command("next")
def next_(episode: EpisodeId, as_at: AsAt = None, as_of: AsOf = None, data: Data = HERE, as_json: Json = False) -> None:
    """List what is missing for the next stage, and how to meet it; with --as-of, as a step on that day finds it."""
    from adapters.asking import asked, the_case
    from adapters.cli.showing import next_data, print_next

    with open_clinic(data) as clinic:
        question = asked(clinic, as_at, as_of)
        shown = next_data(the_case(clinic, episode, question).facts)
    if as_json:
        print_json(shown)
        return
    if question.banner:
        print_line(question.banner)
    print_next(shown)


@app.command("map")
def map_(
    episode: EpisodeId,
    names: Annotated[bool, typer.Option("--names/--no-names", help="With the names of the people.")] = True,
    as_at: AsAt = None,
    as_of: AsOf = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Show the social map: people, what each provides, ties, indices."""
    from adapters.asking import asked, the_case
    from adapters.cli.showing import map_data, print_map

    with open_clinic(data) as clinic:
        question = asked(clinic, as_at, as_of)
        shown = map_data(the_case(clinic, episode, question, opened=names))
    if as_json:
        print_json(shown)
        return
    if question.banner:
        print_line(question.banner)
    print_map(shown)


@app.command()
def export(
    episode: EpisodeId, as_at: AsAt = None, as_of: AsOf = None, data: Data = HERE, as_json: Json = False
) -> None:
    """Print the whole record as readable text, names and notes included: handle it as the record it is."""
    from adapters.asking import asked, the_case
    from adapters.cli.exporting import export_data, export_text

    with open_clinic(data, even_damaged=True) as clinic:
        question = asked(clinic, as_at, as_of)
        case = the_case(clinic, episode, question, opened=True)
        shown = export_data(clinic, case, question)
    if as_json:
        print_json(shown)
    else:
        for line in export_text(shown, case.facts.site.zone):
            print_line(line)
    if clinic.damage:
        raise typer.Exit(1)


_REASON: Final = {"reason": "Why: it stays with the record."}
_TEDS: Final = "2 dropped out, 3 terminated by facility, 4 transferred, 5 incarcerated, 6 death, 7 other (TEDS-D)."
_MOVES: Final[dict[str, tuple[type[Command], str]]] = {
    "advance": (commands.Advance, "episode {episode} is now at {stage}"),
    "back": (commands.GoBack, "episode {episode} is back at {stage}"),
    "hold": (commands.Hold, "episode {episode} is on hold at {stage}"),
    "resume": (commands.Resume, "episode {episode} goes on at {stage}"),
    "void": (commands.VoidEpisode, "episode {episode} was voided; its history stays"),
    "move": (commands.MoveEpisode, "episode {episode} follows the latest definition and policy"),
}
for _name, (_model, _says) in _MOVES.items():
    add_command(app, _name, _model, arguments=("episode",), helps=_REASON, says=_says)
add_command(
    app,
    "override",
    commands.Override,
    arguments=("episode",),
    spelt={"requirements": "--requirement"},
    helps=_REASON | {"requirements": "A requirement's code, as episode next lists it; repeat for more."},
    says="{requirements} overridden for the exit of {stage} in episode {episode}",
)
add_command(
    app,
    "discharge",
    commands.DischargeEarly,
    arguments=("episode",),
    spelt={"teds_reason": "--teds"},
    helps=_REASON | {"teds_reason": _TEDS},
    says="episode {episode} ended at {stage}",
)
for _name, _meaning, _says in (("sign", "author", "signed"), ("cosign", "co_signer", "co-signed")):
    add_command(
        app,
        _name,
        commands.SignSummary,
        arguments=("episode",),
        fixed={"meaning": _meaning},
        says=f"the summary of episode {{episode}} is {_says}",
    )
