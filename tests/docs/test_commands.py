"""Every command that a page names exists, with the options it is given."""

from pathlib import Path
from typing import Any

import pytest
import typer

from adapters.cli.app import app
from tests.docs.pages import PAGES, commands, name_of

ROOT_COMMAND: Any = typer.main.get_command(app)


def problem_with(line: list[str]) -> str | None:
    """What is wrong with a command line: a command or an option that does not exist. None if all do."""
    words = line[1:]
    command = ROOT_COMMAND
    context = command.make_context("homeport", [], resilient_parsing=True)
    allowed = options_of(command)
    while words:
        word = words.pop(0)
        if word.startswith("-") and word not in ("-", "--"):
            if word.partition("=")[0] not in allowed:
                return f"{command.name} has no option {word}"
            if takes_value(allowed[word.partition("=")[0]]) and "=" not in word and words:
                words.pop(0)
        elif hasattr(command, "resolve_command") and word not in ("...", "…"):
            if word not in command.list_commands(context):
                return f"{command.name} has no command {word}"
            _, command, _ = command.resolve_command(context, [word])
            context = command.make_context(word, [], resilient_parsing=True, parent=context)
            allowed = options_of(command)
    return None


def options_of(command: Any) -> dict[str, Any]:
    found = {option: one for one in command.params for option in (*one.opts, *one.secondary_opts)}
    return found | {"--help": None, "-h": None}


def takes_value(option: Any) -> bool:
    return option is not None and not getattr(option, "is_flag", False)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_and_option_that_the_page_names_exists(page: Path) -> None:
    assert [(" ".join(line), problem) for line in commands(page) if (problem := problem_with(line))] == []


@pytest.mark.parametrize(
    "line", ["homeport episode fly e-1", "homeport fly", "homeport caseload --colour", "homeport --wings"]
)
def test_a_command_or_option_that_is_not_there_is_noticed(line: str) -> None:
    assert problem_with(line.split())
