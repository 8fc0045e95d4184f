"""Prints answers: JSON for scripts, plain lines and tables for people."""

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

import typer

from events.envelope import Receipt

if TYPE_CHECKING:
    from rich.console import Console

_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_WITHIN: Final = "\n" + " " * 16
"""Where a text that was typed in several lines goes on: never where a line of ours would begin."""
_ENDLESS: Final = 1_000_000
"""Characters of a line that no table fills."""


def plain(text: str) -> str:
    """The text without what a terminal would obey: control characters, line breaks and tabs apart, are spelt out."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def print_json(data: Any) -> None:
    """One JSON document on stdout."""
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False, default=str))


def print_line(text: str = "") -> None:
    """One line on stdout, with those that it goes on in set under it."""
    typer.echo(plain(text).replace("\n", _WITHIN))


def console() -> "Console":
    """Where tables are printed: as wide as the terminal or as COLUMNS says; in a pipe or a file nothing is folded."""
    from rich.console import Console

    is_folded = sys.stdout.isatty() or "COLUMNS" in os.environ
    return Console(highlight=False, markup=False, width=None if is_folded else _ENDLESS)


def print_table(title: str | None, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on stdout; an empty one says so."""
    from rich.table import Table

    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    count = 0
    for row in rows:
        table.add_row(*("" if cell is None else plain(str(cell)) for cell in row))
        count += 1
    console().print(table if count else f"{title or 'Nothing'}: none", markup=False)


def print_receipt(receipt: Receipt, as_json: bool, says: str, **ids: str) -> None:
    """What a command came to: the ids it made, and where its events lie in the log."""
    if as_json:
        print_json({**ids, **receipt_data(receipt)})
    else:
        print_line(says)


def receipt_data(receipt: Receipt) -> Mapping[str, Any]:
    """A receipt as plain data."""
    return {
        "position": receipt.position,
        "events": receipt.events,
        "versions": dict(receipt.versions),
    }
