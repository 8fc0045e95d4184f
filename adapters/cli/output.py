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
_DIGIT: Final = re.compile(r"\d")
_BETWEEN: Final = 2
"""Blanks between two columns."""
_LEGIBLE: Final = 4
"""Characters below which parts of a word are no longer readable."""


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
    """A table on stdout; an empty one says so. A narrow terminal folds it, but never an id."""
    from rich.table import Table

    out = console()
    cells = [tuple("" if cell is None else plain(str(cell)) for cell in row) for row in rows]
    if not cells:
        out.print(f"{title or 'Nothing'}: none", markup=False)
        return
    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for column, width in zip(columns, _widths([columns, *cells], out.width), strict=True):
        table.add_column(column, width=width, overflow="fold")
    for row in cells:
        table.add_row(*row)
    out.width = _ENDLESS  # where ids alone are wider, the terminal goes on in its next line
    out.print(table)


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int]:
    """Characters for each column. The widest give way until all fit: first between words, then within.

    Never within one of the first column, or one that holds a digit: those are ids, dates and figures.
    """
    from rich.cells import cell_len

    columns = [[cell.split("\n") for cell in column] for column in zip(*rows, strict=True)]
    widths = [max(cell_len(line) for cell in column for line in cell) for column in columns]
    words = [{word for cell in column for line in cell for word in line.split()} for column in columns]
    longest = [max(map(cell_len, some), default=0) for some in words]
    whole = [max((cell_len(word) for word in some if _DIGIT.search(word)), default=0) for some in words]
    whole = [longest[0], *(max(one, min(word, _LEGIBLE)) for one, word in zip(whole[1:], longest[1:], strict=True))]
    for least in longest, whole:
        while sum(widths) + _BETWEEN * (len(widths) - 1) > room:
            if not (wide := [at for at, width in enumerate(widths) if width > least[at]]):
                break
            widths[max(wide, key=widths.__getitem__)] -= 1
    return widths


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
