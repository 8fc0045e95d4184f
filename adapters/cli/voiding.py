"""`homeport void`: declares that an entry was made in error."""

import typer

from adapters.cli.commanding import add_command
from workflows.aiat.commands import Void

app = typer.Typer(add_completion=False)
add_command(
    app,
    "void",
    Void,
    arguments=("episode", "entry"),
    helps={"reason": "Why: it stays with the record."},
    says="{entry} voided in episode {episode}; the history keeps it",
)
