"""`homeport record`: one command a kind of entry, its options made from the entry's own fields."""

import inspect
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from adapters.cli.answers import read_answers
from adapters.cli.fields import in_options_words, option_parameters, values
from adapters.cli.options import HERE, Actor, At, CommandId, Data, Json, Version, envelope, open_clinic
from adapters.cli.output import print_receipt
from engine.refusals import Invalid
from events.released import ENTRIES
from workflows.aiat.commands import RECORDABLE, RecordGroup
from workflows.aiat.content import content_model
from workflows.aiat.reading import read, read_command

_SHARED = {
    "entry": Annotated[
        str | None, typer.Option("--entry", metavar="ID", help="An id for the entry (a person's, a risk's); else made.")
    ],
    "actor": Actor,
    "at": At,
    "command_id": CommandId,
    "version": Version,
    "data": Data,
    "as_json": Json,
}


class _Kinds(TyperGroup):
    def list_commands(self, ctx: Any) -> list[str]:
        return sorted([*RECORDABLE, "group"])

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in RECORDABLE and cmd_name != "group":
            return None
        alone = typer.Typer(add_completion=False)
        alone.command(cmd_name)(group if cmd_name == "group" else _recorder(cmd_name))
        return typer.main.get_command(alone)


app = typer.Typer(
    cls=_Kinds, add_completion=False, no_args_is_help=True, help="Record what happened: one command a kind of entry."
)


@app.callback()
def _callback() -> None:
    """Record what happened: one command a kind of entry."""


def _recorder(what: str) -> Any:
    content = content_model(ENTRIES[what])

    def record(episode: str, **options: Any) -> None:
        shared = {name: options.pop(name) for name in _SHARED}
        if what == "assessment" and options.get("answers") is not None:
            options["answers"] = read_answers(options.get("form"), options["answers"])
        fields = envelope(shared["actor"], shared["at"], shared["command_id"], shared["version"])
        fields |= {"command": "record", "what": what, "episode": episode, "content": values(content, options)}
        if shared["entry"] is not None:
            fields["entry"] = shared["entry"]
        try:
            command: Any = read_command(fields)
        except Invalid as refusal:
            raise in_options_words(refusal) from None
        with open_clinic(shared["data"]) as clinic:
            try:
                receipt = clinic.execute(command)
            except Invalid as refusal:
                raise in_options_words(refusal) from None
        made = command.entry or command.new_id(0)
        print_receipt(receipt, shared["as_json"], f"{what} {made} recorded in episode {episode}", entry=made)

    parameters = [
        inspect.Parameter(
            "episode",
            inspect.Parameter.POSITIONAL_OR_KEYWORD,
            annotation=Annotated[str, typer.Argument(metavar="EPISODE", help="The episode's id.")],
        ),
        *option_parameters(content),
        *(
            inspect.Parameter(
                name,
                inspect.Parameter.KEYWORD_ONLY,
                default={"data": HERE, "as_json": False}.get(name),
                annotation=annotation,
            )
            for name, annotation in _SHARED.items()
        ),
    ]
    record.__doc__ = (ENTRIES[what].__doc__ or "").replace("`", "")
    record.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # read by typer
    record.__annotations__ = {one.name: one.annotation for one in parameters}
    return record


def group(
    episodes: Annotated[list[str], typer.Argument(metavar="EPISODE…", help="Whose; EPISODE=REMARK adds a remark.")],
    topic: Annotated[str, typer.Option(help="The topic, as a code such as coping_with_cues.")],
    session: Annotated[str | None, typer.Option(metavar="ID", help="The session's id; else made.")] = None,
    module: Annotated[str | None, typer.Option(help="The education module it covered, if any.")] = None,
    minutes: Annotated[int | None, typer.Option(help="How long it took.")] = None,
    actor: Actor = None,
    at: At = None,
    command_id: CommandId = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """A group session, in the episode of everyone who took part: in all of them or none."""
    attended = []
    for one in episodes:
        episode, _, remark = one.partition("=")
        attended.append({"episode": episode, **({"remark": remark} if remark else {})})
    given = {"session": session, "topic": topic, "module": module, "minutes": minutes}
    fields = {name: value for name, value in given.items() if value is not None} | {"attended": attended}
    command = read(RecordGroup, envelope(actor, at, command_id) | fields)
    with open_clinic(data) as clinic:
        receipt = clinic.execute(command)
    made = command.session or command.new_id(0)
    print_receipt(receipt, as_json, f"group session {made} recorded in {len(attended)} episodes", session=made)
