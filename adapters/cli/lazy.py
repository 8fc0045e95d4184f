"""A group of commands that imports a command only once it is called: `homeport --help` imports none."""

from importlib import import_module
from typing import Any, ClassVar

import typer
from typer.core import TyperCommand, TyperGroup


class LazyGroup(TyperGroup):
    """Lists its commands from a table of name, help and place (`module:attribute`)."""

    table: ClassVar[dict[str, tuple[str, str]]] = {}

    def list_commands(self, ctx: Any) -> list[str]:
        """The names in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """A stand-in that knows its name and help: all that a listing needs."""
        if cmd_name not in self.table:
            return None
        return TyperCommand(cmd_name, help=self.table[cmd_name][0])

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """The real command, imported now that it is called."""
        name, _, rest = super().resolve_command(ctx, args)
        if name is None:
            return name, None, rest
        module, _, attribute = self.table[name][1].partition(":")
        target = getattr(import_module(module), attribute)
        if isinstance(target, typer.Typer):
            command: Any = typer.main.get_command(target)
        else:
            alone = typer.Typer(add_completion=False)
            alone.command(name)(target)
            command = typer.main.get_command(alone)
        command.name = name
        return name, command, rest
