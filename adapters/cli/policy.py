"""`homeport policy`: what episodes are judged by, and publishing new versions of it."""

import json
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.cli.options import HERE, Actor, CommandId, Data, Json, envelope, open_clinic
from adapters.cli.output import print_json, print_line, print_receipt, print_table
from engine.refusals import Invalid, NotFound

app = typer.Typer(
    add_completion=False, no_args_is_help=True, help="Show the policy and pathway in force, or publish new ones."
)
File = Annotated[Path, typer.Argument(metavar="FILE.json", help="The new version, whole; show --json prints the old.")]


@app.command()
def show(data: Data = HERE, as_json: Json = False) -> None:
    """Show the policy that new episodes pin: numbers, forms, norms and windows."""
    with open_clinic(data) as clinic:
        policy = clinic.site.latest_policy
    content = policy.model_dump(mode="json")
    if as_json:
        print_json(content)
        return
    print_table(f"Policy {policy.name} version {policy.version}", ("what", "value"), _flat(content))
    print_line(f"hash {policy.hash}")


@app.command()
def definition(data: Data = HERE, as_json: Json = False) -> None:
    """Show the pathway that new episodes pin: its stages, its moves and what each requires."""
    with open_clinic(data) as clinic:
        shown = clinic.site.latest_definition
    if as_json:
        print_json(shown.model_dump(mode="json"))
        return
    print_table(
        f"Definition {shown.name} version {shown.version}",
        ("from", "move", "to", "requires"),
        ((move.source, move.trigger, move.dest, "\n".join(move.requires) or "a reason") for move in shown.moves),
    )
    print_line(f"hash {shown.hash}")


@app.command()
def publish(
    file: File,
    actor: Actor = None,
    command_id: CommandId = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Publish a new version of the policy; episodes opened from now on pin it."""
    from workflows.aiat.commands import PublishPolicy

    _publish(PublishPolicy, file, envelope(actor, None, command_id), data, as_json)


@app.command("publish-definition")
def publish_definition(
    file: File,
    actor: Actor = None,
    command_id: CommandId = None,
    data: Data = HERE,
    as_json: Json = False,
) -> None:
    """Publish a new version of the pathway; episodes opened from now on pin it."""
    from workflows.aiat.commands import PublishDefinition

    _publish(PublishDefinition, file, envelope(actor, None, command_id), data, as_json)


def _publish(model: Any, file: Path, fields: dict[str, Any], data: Path, as_json: bool) -> None:
    from workflows.aiat.reading import read

    content = _content(file)
    command = read(model, {**fields, "content": content})
    with open_clinic(data) as clinic:
        receipt = clinic.execute(command)
    made = {"name": content["name"], "version": content["version"]}
    print_receipt(receipt, as_json, f"{made['name']} version {made['version']} is in force for new episodes", **made)


def _content(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except FileNotFoundError:
        raise NotFound(f"there is no file {file}") from None
    except OSError as error:
        raise Invalid([f"{file} cannot be read: {os.strerror(error.errno or 0)}"]) from None
    except (ValueError, RecursionError):
        raise Invalid([f"{file} is not JSON"]) from None


def _flat(content: Any, name: str = "") -> list[tuple[str, str]]:
    """Nested data as pairs of a dotted name and a value."""
    if isinstance(content, dict):
        return [pair for key, value in content.items() for pair in _flat(value, f"{name}.{key}" if name else key)]
    if isinstance(content, list) and any(isinstance(one, dict) for one in content):
        return [pair for place, one in enumerate(content, 1) for pair in _flat(one, f"{name}.{place}")]
    return [(name, ", ".join(map(str, content)) if isinstance(content, list) else str(content))]
