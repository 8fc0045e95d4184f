"""Says on stderr where a stored view does not hold all that was recorded, so that nobody takes it for the whole."""

from typing import Any

import typer

from adapters.clinic import Clinic
from adapters.current import Standing, current


def told_rows(clinic: Clinic, view: str) -> list[dict[str, Any]]:
    """The rows of a view, brought up to date, with a note where they could not be."""
    tell(view, current(clinic, view))
    return [row for _, row in clinic.views.rows(view)]


def tell(view: str, standing: Standing) -> None:
    """Notes what is missing, if anything is."""
    from projections.words.sentence import counted

    if standing.behind:
        typer.echo(
            f"homeport: {view} is catching up, with {counted(standing.behind, 'event')} to go; ask again", err=True
        )
    if standing.parked:
        typer.echo(
            f"homeport: {counted(standing.parked, 'event')} cannot be read into {view}, and what came after in "
            "the same stream waits; see homeport parked list",
            err=True,
        )
