"""A file of commands: one JSON object a line, read as a whole before any of it is executed."""

import json
import os
import sys
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

from engine.command import Command
from engine.refusals import Invalid, NotFound
from workflows.aiat.reading import read_command

_NAMED: Final = 20
"""How many bad lines are named one by one."""


class Line(NamedTuple):
    """A command and the number of its line, from 1."""

    number: int
    command: Command


class CommandFile:
    """The commands in a file, or on stdin for `-`. A file is read line by line each time, whatever its size.

    `actor` acts in the lines that name none. What is no plain file can be read only once, and is kept in memory.
    Raises `NotFound` or `Invalid` where the file cannot be read.
    """

    def __init__(self, path: Path, actor: str | None) -> None:
        self.path = path
        self._actor = actor
        self._held: bytes | None = None
        if str(path) == "-":
            self._held = sys.stdin.buffer.read()
        elif not path.exists():
            raise NotFound(f"there is no file {path}")
        elif not path.is_file():
            with self._open() as file:
                self._held = file.read()

    @property
    def size(self) -> int:
        """In bytes."""
        return self.path.stat().st_size if self._held is None else len(self._held)

    def check(self, read: Callable[[int], None]) -> int:
        """Reads every line, telling `read` the bytes of each; the number of commands.

        Raises `Invalid`, which names the bad lines by their numbers.
        """
        commands, problems = 0, _Problems()
        seen: set[int] = set()  # hashes: a file may have millions of lines
        repeated: set[int] = set()
        with self._open() as file:
            for number, raw in enumerate(file, start=1):
                try:
                    command = self._read(raw)
                except Invalid as invalid:
                    problems.add(f"line {number}: {', '.join(invalid.problems)}")
                else:
                    if command is not None:
                        commands += 1
                        key = hash(command.id)
                        (repeated if key in seen else seen).add(key)
                read(len(raw))
        if repeated:
            self._find_different(repeated, problems)
        problems.tell()
        return commands

    def _find_different(self, repeated: Collection[int], problems: "_Problems") -> None:
        """Adds the lines of one id, told by its hash, that are different commands; malformed ones are passed over."""
        first: dict[str, Line] = {}
        for line in self._lines(Invalid):
            if hash(line.command.id) not in repeated:
                continue
            before = first.setdefault(line.command.id, line)
            if line.command.submitted() != before.command.submitted():
                problems.add(
                    f"lines {before.number} and {line.number} are different commands under one id, {line.command.id}: "
                    "give one of them another"
                )

    def __iter__(self) -> Iterator[Line]:
        return self._lines()

    def _lines(self, *passes_over: type[Invalid]) -> Iterator[Line]:
        with self._open() as file:
            for number, raw in enumerate(file, start=1):
                command = None
                with suppress(*passes_over):
                    command = self._read(raw)
                if command is not None:
                    yield Line(number, command)

    def _read(self, raw: bytes) -> Command | None:
        """The command in a line; None in a blank one. Raises `Invalid`."""
        raw = raw.removeprefix(BOM_UTF8).strip()
        if not raw:
            return None
        fields = _plain(raw)
        if isinstance(fields, dict):
            if fields.get("command") == "found_site":
                raise Invalid(["a site is made with homeport site init, not by a command in a file"])
            if self._actor is not None:
                fields.setdefault("actor", self._actor)
        return read_command(fields)

    @contextmanager
    def _open(self) -> Iterator[BinaryIO]:
        if self._held is not None:
            yield BytesIO(self._held)
            return
        try:
            with self.path.open("rb") as file:
                yield file
        except OSError as error:
            raise Invalid([f"{self.path} cannot be read: {os.strerror(error.errno or 0)}"]) from None


class _Problems:
    """What is wrong with the lines of a file, the first of them named."""

    def __init__(self) -> None:
        self._named: list[str] = []
        self._more = 0

    def add(self, problem: str) -> None:
        if len(self._named) < _NAMED:
            self._named.append(problem)
        else:
            self._more += 1

    def tell(self) -> None:
        """Raises `Invalid` where anything is wrong."""
        if self._named:
            first, *others = self._named
            more = [f"and {self._more} lines more"] if self._more else []
            raise Invalid([f"nothing was executed; mend the file and run it again: {first}", *others, *more])


def _plain(raw: bytes) -> Any:
    """The value in a line of JSON. Raises `Invalid`, which never quotes the line."""
    try:
        text = raw.decode()
        value = json.loads(text, parse_constant=_no_number, object_pairs_hook=_each_once)
        if "\\u" in text:
            json.dumps(value, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except UnicodeError:
        raise Invalid(["is not text in UTF-8"]) from None
    except json.JSONDecodeError as error:
        raise Invalid([f"is not JSON ({error.msg.lower().removesuffix(' at')} at column {error.colno})"]) from None
    except (ValueError, RecursionError):
        raise Invalid(["is not JSON that can be read (a number out of bounds, or nested too deeply)"]) from None
    return value


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of these pairs. Raises `Invalid` where a key comes twice: nobody can tell which one counts."""
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        twice = (key if key.isprintable() else ascii(key) for key, count in counts.items() if count > 1)
        raise Invalid([f"gives {' and '.join(twice)} more than once; leave one"])
    return found


def _no_number(name: str) -> None:
    raise ValueError(name)


def in_chunks(lines: Iterable[Line], size: int) -> Iterator[list[Line]]:
    """The lines in order, so many at a time."""
    chunk: list[Line] = []
    for line in lines:
        chunk.append(line)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk
