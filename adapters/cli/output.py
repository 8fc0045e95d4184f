"""Prints answers: JSON for scripts, plain lines and tables for people."""

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from shutil import get_terminal_size
from textwrap import wrap
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
_BETWEEN: Final = 2
"""Blanks between two columns."""


def plain(text: str) -> str:
    """The text without what a terminal would obey: control characters, line breaks and tabs apart, are spelt out."""
    return _CONTROL.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


def print_json(data: Any) -> None:
    """One JSON document on stdout."""
    typer.echo(json.dumps(data, indent=2, ensure_ascii=False, default=str))


def print_line(text: str = "") -> None:
    """One line on stdout, with those that it goes on in set under it."""
    typer.echo(plain(text).replace("\n", _WITHIN))


def print_prose(text: str, hang: int) -> None:
    """The same for sentences: folded between words where tables are, what goes on being set in by so many blanks."""
    told = plain(text).replace("\n", _WITHIN)
    typer.echo("\n".join(_folded(told, _room(), hang)))


def _room() -> int:
    """Characters of a line: as wide as the terminal or as COLUMNS says; in a pipe or a file nothing is folded."""
    is_folded = sys.stdout.isatty() or "COLUMNS" in os.environ
    return get_terminal_size().columns if is_folded else _ENDLESS


def console() -> "Console":
    """Where tables are printed."""
    from rich.console import Console

    return Console(highlight=False, markup=False, width=_room())


def print_table(title: str | None, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on stdout; an empty one says so. A terminal too narrow for its words has a line for each cell instead."""
    from rich.table import Table

    out = console()
    cells = [tuple("" if cell is None else plain(str(cell)) for cell in row) for row in rows]
    if not cells:
        out.print(f"{title or 'Nothing'}: none", markup=False)
        return
    widths = _widths([columns, *cells], out.width)
    if widths is None:
        _print_cells(out, title, columns, cells)
        return
    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    for column, width in zip(columns, widths, strict=True):
        table.add_column(column, width=width)
    for row in cells:
        table.add_row(*row)
    out.print(table)


def _print_cells(out: "Console", title: str | None, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    if title:
        out.print(title, style="italic")
    told = [list(_named(columns, row)) for row in rows]
    width = max(len(name) for row in told for name, _ in row)
    for row in told:
        for name, text in row:
            first, *others = _folded(text, out.width - width - _BETWEEN)
            lines = [f"{name:{width}}  {first}", *(" " * (width + _BETWEEN) + line for line in others)]
            out.print("\n".join(lines), soft_wrap=True)
        out.print()


def _named(columns: Sequence[str], row: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The cells of a row, each by its column; those that stand line by line beside each other by the first of them."""
    beside = [(column, cell.split("\n")) for column, cell in zip(columns, row, strict=True) if "\n" in cell]
    if len({len(lines) for _, lines in beside}) != 1 or len(beside) == 1:
        beside = []
    abreast = {column for column, _ in beside}
    yield from ((column, cell) for column, cell in zip(columns, row, strict=True) if cell and column not in abreast)
    if beside:
        (_, names), *others = beside
        for at, name in enumerate(names):
            yield name, ", ".join(f"{column} {lines[at]}" for column, lines in others)


def _folded(text: str, room: int, hang: int = 0) -> list[str]:
    """The lines of a text, folded between words only; what a line goes on with is set in by `hang` blanks."""
    return [
        part
        for line in text.split("\n")
        for part in wrap(
            line, max(room, 1), subsequent_indent=" " * hang, break_long_words=False, break_on_hyphens=False
        )
        or [""]
    ]


def _widths(rows: Sequence[Sequence[str]], room: int) -> list[int] | None:
    """Characters for each column, the widest folded between words until all fit; None where words would break."""
    from rich.cells import cell_len

    columns = [[line for cell in column for line in cell.split("\n")] for column in zip(*rows, strict=True)]
    widths = [max(map(cell_len, column)) for column in columns]
    longest = [max((cell_len(word) for line in column for word in line.split()), default=0) for column in columns]
    while sum(widths) + _BETWEEN * (len(widths) - 1) > room:
        wide = [at for at, width in enumerate(widths) if width > longest[at]]
        if not wide:
            return None
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
