"""Makes a command of the command line from a command of the engine: its fields become arguments and options."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Annotated, Any

import typer
from typer.core import TyperCommand

from adapters.cli.fields import naming_options, option_names, option_parameters, values
from adapters.cli.options import HERE, Actor, At, CommandId, Data, Json, Version, envelope, open_clinic
from adapters.cli.output import print_receipt
from adapters.clinic import Clinic
from engine.command import Command
from workflows.aiat.commands import OfEpisode
from workflows.aiat.deciding.rules import episode_stream
from workflows.aiat.reading import read

_ENVELOPE = set(Command.model_fields)
ARGUMENTS = {
    "episode": "The episode's id.",
    "client": "The client's id.",
    "staff": "The member of staff's id, such as s-mara.",
    "consent": "The consent's id.",
    "entry": "The entry's id (homeport replay EPISODE shows it).",
}


class WholeNames(TyperCommand):
    """A command with many options, whose help is laid out so that no name of theirs is cut off."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Writes the help in plain lines; rich's columns leave long names no room."""
        self.rich_markup_mode = None
        super().format_help(ctx, formatter)


def add_command(
    app: typer.Typer,
    name: str,
    model: type[Command],
    *,
    arguments: tuple[str, ...] = (),
    says: str,
    makes: str | None = None,
    fixed: Mapping[str, str] | None = None,
    spelt: Mapping[str, str] | None = None,
    helps: Mapping[str, str] | None = None,
) -> None:
    """Adds `name` to `app`: it reads `model` from the command line and executes it.

    `arguments` are the fields given by place, `fixed` those not given at all; the others are options, some
    `spelt` otherwise than the field.
    `makes` is the field whose id the command makes where none is given. `says` may name any field, and `{stage}`.
    """
    spelling = dict(spelt or {})

    elsewhere = {*_ENVELOPE, *arguments, *(fixed or {})}
    own = [field for field in model.model_fields if field not in elsewhere]

    def execute(**given: Any) -> None:
        shared = Taken(given)
        by_place = {field: given.pop(field) for field in arguments}
        with naming_options(option_names(model, spelling)):
            fields = shared.envelope | dict(fixed or {}) | by_place | values(model, given)
            command: Any = read(model, fields)
            with open_clinic(shared.data) as clinic:
                receipt = clinic.execute(command)
                told = {field: _words(getattr(command, field)) for field in (*arguments, *own)}
                told |= _stage(command, clinic)
        if makes is not None:
            told[makes] = told[makes] or command.new_id(0)
        ids = {field: told[field] for field in (makes or "", "stage") if field in told}
        print_receipt(receipt, shared.as_json, says.format(**told), **ids)

    parameters = [
        *(positional(field, ARGUMENTS[field]) for field in arguments),
        *option_parameters(model, own, spelling, helps or {}),
        *shared_parameters(versioned=issubclass(model, OfEpisode)),
    ]
    app.command(name, cls=WholeNames)(signed(execute, parameters, model.__doc__))


class Taken:
    """The options that every command shares, taken out of what was given."""

    def __init__(self, given: dict[str, Any]) -> None:
        self.data = given.pop("data")
        self.as_json: bool = given.pop("as_json")
        self.envelope = envelope(
            given.pop("actor"), given.pop("at"), given.pop("command_id"), given.pop("version", None)
        )


def positional(name: str, help_: str) -> inspect.Parameter:
    """An argument given by place."""
    annotation = Annotated[str, typer.Argument(metavar=name.upper(), help=help_)]
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=annotation)


def shared_parameters(*, versioned: bool) -> Iterator[inspect.Parameter]:
    """The options that every command shares."""
    shared: list[tuple[str, Any, Any]] = [("actor", Actor, None), ("at", At, None), ("command_id", CommandId, None)]
    if versioned:
        shared.append(("version", Version, None))
    for name, annotation, default in (*shared, ("data", Data, HERE), ("as_json", Json, False)):
        yield inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)


def signed(function: Callable[..., None], parameters: list[inspect.Parameter], doc: str | None) -> Callable[..., None]:
    """`function` with a signature and a help text that typer reads."""
    function.__doc__ = (doc or "").replace("`", "")
    function.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # read by typer
    function.__annotations__ = {one.name: one.annotation for one in parameters}
    return function


def _stage(command: Command, clinic: Clinic) -> dict[str, str]:
    if not isinstance(command, OfEpisode):
        return {}
    return {"stage": clinic.engine.load(episode_stream(command.episode)).state.stage}


def _words(value: Any) -> Any:
    return ", ".join(dict.fromkeys(value)) if isinstance(value, tuple) else value
