"""`homeport amend`: a correction that keeps what it corrects."""

from typing import Annotated, Any

import typer

from adapters.cli.options import HERE, Actor, CommandId, Data, Json, Version, envelope, open_clinic
from adapters.cli.output import print_receipt
from engine.refusals import Invalid, NotFound

Episode = Annotated[str, typer.Argument(metavar="EPISODE", help="The episode's id.")]
Entry = Annotated[str, typer.Argument(metavar="ENTRY", help="The entry's id (homeport replay EPISODE shows it).")]
Reason = Annotated[str, typer.Option(help="Why: it stays with the record.")]


def amend(
    episode: Episode,
    entry: Entry,
    reason: Reason,
    changes: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="FIELD=VALUE", help="What is right instead; repeat for more. FIELD= empties it."),
    ] = None,
    actor: Actor = None,
    at: Annotated[str | None, typer.Option("--at", metavar="TIME", help="The right time, if that was wrong.")] = None,
    command_id: CommandId = None,
    version: Version = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Correct an entry: fields not named stay as they are; the history keeps both."""
    from adapters.amending import content_in_force
    from adapters.cli.answers import read_answers
    from adapters.cli.fields import naming_options, values
    from workflows.aiat.commands import Amend
    from workflows.aiat.content import content_model
    from workflows.aiat.reading import read

    if not changes and at is None:
        raise Invalid(["nothing to amend: give --set FIELD=VALUE, or --at for another time"])
    with open_clinic(data) as clinic:
        found = content_in_force(clinic, episode, entry)
        kind, content = found or (None, {})
        if kind is not None:
            model = content_model(kind)
            options: dict[str, Any] = {}
            for change in changes or ():
                name, equals, text = change.partition("=")
                name = name.strip().replace("-", "_")
                known = f"{kind.what} has {', '.join(model.model_fields)}"
                if not equals or not name:
                    raise Invalid([f"--set takes FIELD=VALUE, and FIELD= to empty a field; {known}"])
                if name not in model.model_fields:
                    raise NotFound(f"there is no field {name}; {known}")
                if text:
                    options[name] = read_answers(content.get("form"), text) if name == "answers" else _typed(text)
                else:
                    content.pop(name, None)
            content |= values(model, options)
        fields = {"episode": episode, "entry": entry, "reason": reason, "content": content}
        command = read(Amend, envelope(actor, at, command_id, version) | fields)
        with naming_options({name: f"--set {name}" for name in content_model(kind).model_fields} if kind else {}):
            receipt = clinic.execute(command)
    print_receipt(receipt, as_json, f"{entry} amended in episode {episode}; the history keeps both", entry=entry)


def _typed(text: str) -> str | bool:
    return {"true": True, "false": False}.get(text.lower(), text)
