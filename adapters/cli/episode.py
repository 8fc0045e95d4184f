"""`homeport episode`: opens an episode, shows it, moves it along its pathway, ends it."""

from typing import Annotated, Any

import typer

from adapters.cli.options import (
    HERE,
    Actor,
    AsAt,
    AsOf,
    At,
    CommandId,
    Data,
    Json,
    Version,
    envelope,
    open_clinic,
)
from adapters.cli.output import print_json, print_line, print_receipt
from adapters.clinic import Clinic
from engine.command import Command
from events.envelope import Receipt
from workflows.aiat import commands
from workflows.aiat.reading import read

app = typer.Typer(add_completion=False, no_args_is_help=True, help="Open an episode, see what is missing, advance it, end it.")
EpisodeId = Annotated[str, typer.Argument(metavar="EPISODE", help="The episode's id.")]
Reason = Annotated[str, typer.Option(help="Why: it stays with the record.")]


@app.command("open")
def open_(
    client: Annotated[str, typer.Argument(metavar="CLIENT", help="The client's id.")],
    episode: Annotated[str | None, typer.Option("--episode", metavar="ID", help="An opaque id; else made.")] = None,
    readmission_of: Annotated[str | None, typer.Option(metavar="EPISODE", help="The earlier episode.")] = None,
    carry: Annotated[list[str] | None, typer.Option(help="Carry forward: map, plan; repeat for both.")] = None,
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Open a treatment episode for a client."""
    fields: dict[str, Any] = {"client": client}
    if episode is not None:
        fields["episode"] = episode
    if readmission_of is not None:
        fields["readmission_of"] = readmission_of
    if carry:
        fields["carry"] = carry
    command = read(commands.OpenEpisode, envelope(actor, at, command_id) | fields)
    with open_clinic(data) as clinic:
        receipt = clinic.execute(command)
    made = command.episode or command.new_id(0)
    print_receipt(
        receipt, as_json, f"episode {made} opened at intake; next: homeport episode next {made}", episode=made
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
        print_episode(shown)


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
def next_(episode: EpisodeId, data: Data = HERE, as_json: Json = False) -> None:
    """List what is missing for the next stage, and how to meet it."""
    from adapters.asking import Asked, the_case
    from adapters.cli.showing import next_data, print_next

    with open_clinic(data) as clinic:
        shown = next_data(the_case(clinic, episode, Asked()).facts)
    if as_json:
        print_json(shown)
    else:
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
    else:
        print_map(shown)


@app.command()
def export(
    episode: EpisodeId, as_at: AsAt = None, as_of: AsOf = None, data: Data = HERE, as_json: Json = False
) -> None:
    """Print the whole record as readable text, names and notes included: handle it as the record it is."""
    from adapters.asking import asked, the_case
    from adapters.cli.exporting import export_data, export_text

    with open_clinic(data) as clinic:
        question = asked(clinic, as_at, as_of)
        shown = export_data(clinic, the_case(clinic, episode, question, opened=True), question)
    if as_json:
        print_json(shown)
    else:
        print_line(export_text(shown))


def _stage_after(clinic: Clinic, episode: str) -> str:
    stage: str = clinic.engine.load(f"episode-{episode}").state.stage
    return stage


def _execute(data: Any, model: type[Command], fields: dict[str, Any], as_json: bool, says: str) -> Receipt:
    command = read(model, fields)
    with open_clinic(data) as clinic:
        receipt = clinic.execute(command)
        stage = _stage_after(clinic, fields["episode"])
    print_receipt(receipt, as_json, says.format(episode=fields["episode"], stage=stage), stage=stage)
    return receipt


@app.command()
def advance(
    episode: EpisodeId,
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    version: Version = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Move to the next stage, if nothing is missing."""
    fields = envelope(actor, at, command_id, version) | {"episode": episode}
    _execute(data, commands.Advance, fields, as_json, "episode {episode} is now at {stage}")


@app.command()
def back(
    episode: EpisodeId,
    reason: Reason,
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    version: Version = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Go back to the stage before: treatment is extended."""
    fields = envelope(actor, at, command_id, version) | {"episode": episode, "reason": reason}
    _execute(data, commands.GoBack, fields, as_json, "episode {episode} is back at {stage}")


@app.command()
def override(
    episode: EpisodeId,
    requirement: Annotated[list[str], typer.Option(help="Its code, as episode next lists it; repeat for more.")],
    reason: Reason,
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    version: Version = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Let the episode pass named requirements unmet, openly and for this exit only. Supervisors."""
    fields = envelope(actor, at, command_id, version)
    fields |= {"episode": episode, "requirements": requirement, "reason": reason}
    says = f"{', '.join(requirement)} overridden for the exit of {{stage}} in episode {{episode}}"
    _execute(data, commands.Override, fields, as_json, says)


@app.command()
def hold(
    episode: EpisodeId,
    reason: Reason,
    kind: Annotated[str, typer.Option(help="hospital, custody, leave or other.")] = "other",
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    version: Version = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Put treatment on hold: deadlines stop counting."""
    fields = envelope(actor, at, command_id, version) | {"episode": episode, "kind": kind, "reason": reason}
    _execute(data, commands.Hold, fields, as_json, "episode {episode} is on hold at {stage}")


@app.command()
def resume(
    episode: EpisodeId,
    reason: Annotated[str | None, typer.Option(help="Anything to say about it.")] = None,
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    version: Version = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Go on with treatment after a hold."""
    fields = envelope(actor, at, command_id, version) | {"episode": episode}
    if reason is not None:
        fields["reason"] = reason
    _execute(data, commands.Resume, fields, as_json, "episode {episode} goes on at {stage}")


@app.command()
def discharge(
    episode: EpisodeId,
    reason: Reason,
    teds_reason: Annotated[
        int,
        typer.Option(
            "--teds",
            help="2 dropped out, 3 terminated by facility, 4 transferred, 5 incarcerated, 6 death, 7 other (TEDS-D).",
        ),
    ],
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    version: Version = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """End the episode before its pathway does."""
    fields = envelope(actor, at, command_id, version)
    fields |= {"episode": episode, "teds_reason": teds_reason, "reason": reason}
    _execute(data, commands.DischargeEarly, fields, as_json, "episode {episode} ended at {stage}")


@app.command("void")
def void_(
    episode: EpisodeId,
    reason: Reason,
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Declare that the episode was opened in error. Supervisors; final."""
    fields = envelope(actor, at, command_id) | {"episode": episode, "reason": reason}
    _execute(data, commands.VoidEpisode, fields, as_json, "episode {episode} was voided; its history stays")


@app.command()
def move(
    episode: EpisodeId,
    reason: Reason,
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    version: Version = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Judge the episode by the latest definition and policy from here on. Supervisors."""
    fields = envelope(actor, at, command_id, version) | {"episode": episode, "reason": reason}
    _execute(data, commands.MoveEpisode, fields, as_json, "episode {episode} follows the latest definition and policy")


@app.command()
def sign(
    episode: EpisodeId,
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    version: Version = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Sign the discharge summary as it stands, as its author. Clinicians."""
    fields = envelope(actor, at, command_id, version) | {"episode": episode, "meaning": "author"}
    _execute(data, commands.SignSummary, fields, as_json, "the summary of episode {episode} is signed")


@app.command()
def cosign(
    episode: EpisodeId,
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    version: Version = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Co-sign the discharge summary as it stands. Supervisors other than its author."""
    fields = envelope(actor, at, command_id, version) | {"episode": episode, "meaning": "co_signer"}
    _execute(data, commands.SignSummary, fields, as_json, "the summary of episode {episode} is co-signed")
