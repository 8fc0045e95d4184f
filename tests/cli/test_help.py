"""`--help` of every command, in a terminal of 80 columns."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from adapters.cli.app import app
from tests.cli.conftest import Homeport


def test_no_option_that_has_to_be_typed_is_cut_off(homeport: Homeport, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    helps = {path: homeport(*path, "--help").out for path in every_command()}

    assert "--in-treatment-milieu " in helps["record", "person"]
    assert {path: cut for path, told in helps.items() if (cut := re.findall(r"--[\w-]*…", told))} == {}


def test_a_flag_is_not_said_to_take_a_value(homeport: Homeport) -> None:
    assert [path for path in every_command() if "<bool>" in homeport(*path, "--help").out] == []


def every_command() -> Iterator[tuple[str, ...]]:
    """The words of each command and group."""
    root: Any = typer.main.get_command(app)
    context = root.make_context("homeport", ["doctor"], resilient_parsing=True)

    def below(command: Any, path: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        yield path
        for name in command.list_commands(context) if hasattr(command, "list_commands") else ():
            _, found, _ = command.resolve_command(context, [name])
            yield from below(found, (*path, name))

    return below(root, ())
