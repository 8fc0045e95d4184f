"""Reads a CSV file of raw answers: one row a respondent, one column an item, found by name."""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import chain
from typing import Final

from workflows.instruments.form import Range

Respondent = tuple[str, dict[str, int | None]]
"""The first cell of a row as it stands, and the answers by item id (None where missing)."""

_DELIMITERS: Final = (",", ";", "\t")
_WHOLE_NUMBER: Final = re.compile(r"(-?[0-9]{1,9})(?:\.0*)?")


class BadAnswers(Exception):
    """The file cannot be scored as it is; the message says why and where, and never quotes a cell."""


class Codes(dict[str, int | None]):
    """The answer that a cell stands for, worked out once for each different cell.

    A blank cell and the `missing` codes are None. With `reversed_on`, an answer within that range is counted
    from its other end. Raises `ValueError` for a cell that is no whole number.
    """

    def __init__(self, missing: frozenset[str] = frozenset(), reversed_on: Range | None = None) -> None:
        super().__init__()
        self._missing = missing
        self._reversed_on = reversed_on
        self._unseen = {code for code in missing if not _WHOLE_NUMBER.fullmatch(code)}

    @property
    def unseen(self) -> list[str]:
        """Codes for a missing answer that are no numbers, and that no cell holds either."""
        return sorted(self._unseen)

    def __missing__(self, cell: str) -> int | None:
        self[cell] = answer = self._read(cell.strip())
        return answer

    def can_read(self, cell: str) -> bool:
        """Whether the cell is an answer or stands for a missing one."""
        try:
            self[cell]
        except ValueError:
            return False
        return True

    def _read(self, text: str) -> int | None:
        if not text or text in self._missing:
            self._unseen.discard(text)
            return None
        number = _WHOLE_NUMBER.fullmatch(text)
        if number is None:
            raise ValueError
        answer = int(number[1])
        if str(answer) in self._missing:
            return None
        if self._reversed_on is None:
            return answer
        low, high = self._reversed_on
        return low + high - answer if low <= answer <= high else answer


class AnswersFile:
    """Iterates over the respondents in the order of the file.

    `pattern` names the column of an item, `{n}` standing for its id. Cells are separated by commas,
    semicolons or tabs; empty lines are passed over. `id_name` names the first column where that is no item.
    Raises `BadAnswers`, when made and while it iterates.
    """

    def __init__(self, lines: Iterable[str], items: tuple[str, ...], pattern: str, codes: Codes) -> None:
        self._codes = codes
        self._wanted = {item: pattern.replace("{n}", item) for item in items}
        with self._errors_told():
            lines = iter(lines)
            head = list(_until_text(lines))
            delimiter = self._delimiter(head[-1] if head else "")
            self._reader = csv.reader(chain(head, lines), delimiter=delimiter, strict=True)
            header = next((row for row in self._reader if not _is_empty(row)), [])
        self._header = [name.strip() for name in header]
        self._check_header()
        self._columns = [(item, self._header.index(name)) for item, name in self._wanted.items()]
        self.id_name = None if self._header[0] in self._wanted.values() else header[0]

    def __iter__(self) -> Iterator[Respondent]:
        codes, columns = self._codes, self._columns
        with self._errors_told():
            for row in self._reader:
                if _is_empty(row):
                    continue
                self._check_width(row)
                try:
                    answers = {item: codes[row[column]] for item, column in columns}
                except ValueError:
                    raise BadAnswers(self._no_number(row)) from None
                yield row[0], answers

    def _delimiter(self, header: str) -> str:
        """The separator under which most of the wanted columns are found."""

        def found(delimiter: str) -> int:
            names = {name.strip().strip('"') for name in header.split(delimiter)}
            return len(names.intersection(self._wanted.values()))

        return max(_DELIMITERS, key=found)

    def _check_header(self) -> None:
        if not self._header:
            raise BadAnswers("the file is empty")
        if absent := [name for name in self._wanted.values() if name not in self._header]:
            raise BadAnswers(f"no column {', '.join(absent)}: say with --items how the columns are named")
        if doubled := [name for name in self._wanted.values() if self._header.count(name) > 1]:
            raise BadAnswers(f"more than one column {', '.join(doubled)}: rename or remove all but one")

    def _check_width(self, row: list[str]) -> None:
        width = len(self._header)
        if len(row) < width or any(cell.strip() for cell in row[width:]):
            line = self._reader.line_num
            raise BadAnswers(f"line {line}: {len(row)} cells where the header has {width}")

    def _no_number(self, row: list[str]) -> str:
        item = next(item for item, column in self._columns if not self._codes.can_read(row[column]))
        return (
            f"line {self._reader.line_num}, column {self._wanted[item]}: not a whole number; "
            "leave a missing answer blank, or declare its code with --missing"
        )

    @contextmanager
    def _errors_told(self) -> Iterator[None]:
        try:
            yield
        except csv.Error as error:
            raise BadAnswers(f"not well-formed CSV at line {self._reader.line_num}: {error}") from None
        except UnicodeDecodeError:
            raise BadAnswers("not text in UTF-8: save it as CSV in UTF-8") from None


def _until_text(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        yield line
        if line.strip():
            return


def _is_empty(row: list[str]) -> bool:
    """Whether a line held nothing at all: commas make it a respondent who answered nothing."""
    return not row or (len(row) == 1 and not row[0].strip())
