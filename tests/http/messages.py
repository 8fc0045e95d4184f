"""Finds every message of the page that is to be translated: in templates, and where Python marks one."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment

import adapters.http

HTTP = Path(adapters.http.__path__[0])


class Found(NamedTuple):
    """A message and where it stands; `plural` is empty for one that is not counted."""

    id: str
    plural: str
    file: str
    line: int


def messages() -> Iterator[Found]:
    """Every message, in the order of files and lines."""
    for path in sorted(HTTP.rglob("*.html")):
        yield from _in_template(path)
    for path in sorted(HTTP.rglob("*.py")):
        yield from _in_python(path)


def _in_template(path: Path) -> Iterator[Found]:
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n", "jinja2.ext.do"])
    extract: Any = environment.extract_translations  # type: ignore[attr-defined]  # the extension adds it
    for line, _, texts in extract(path.read_text()):
        told = (texts,) if isinstance(texts, str) else tuple(text for text in texts or () if text)
        if told:  # else it is a variable that is said
            yield Found(told[0], told[1] if len(told) > 1 else "", path.name, line)


def _in_python(path: Path) -> Iterator[Found]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "mark":
            (text,) = node.args
            yield Found(ast.literal_eval(text), "", path.name, node.lineno)
