"""Reads commands from plain data, and says plainly what is wrong with what cannot be read."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from engine.command import Command
from engine.refusals import Invalid
from workflows.aiat.commands import COMMANDS, RECORDABLE, Record, record_model

M = TypeVar("M", bound=BaseModel)


def read_command(data: Any) -> Command:
    """The command in a JSON object with `command` among its keys. Raises `Invalid`, listing every problem."""
    if not isinstance(data, Mapping):
        raise Invalid(["a command is a JSON object"])
    fields = dict(data)
    name = fields.pop("command", None)
    model = COMMANDS.get(name) if isinstance(name, str) else None
    if model is None:
        raise Invalid([_unknown("command", name, list(COMMANDS))], field="command")
    if model is Record:
        what = fields.get("what")
        if what not in RECORDABLE:
            raise Invalid([_unknown("what", what, RECORDABLE)], field="what")
        model = record_model(what)
    return read(model, fields)


def read(model: type[M], fields: Mapping[str, Any]) -> M:
    """`fields` as a model. Raises `Invalid`, one plain sentence a problem, never quoting what was given."""
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        found = _without_what_follows(error.errors(include_url=False, include_context=True, include_input=False))
        first = ".".join(str(part) for part in found[0]["loc"])
        raise Invalid([_sentence(problem) for problem in found], field=first or None) from None


def _without_what_follows(problems: Sequence[Any]) -> Sequence[Any]:
    """The problems, less each list that is too short only because a value in it was refused."""
    within = {problem["loc"][:-1] for problem in problems}
    return [one for one in problems if not (one["type"] == "too_short" and one["loc"] in within)]


def _unknown(field: str, given: Any, known: Sequence[str]) -> str:
    if given is None:
        return f"{field} is missing; it is one of {', '.join(known)}"
    near = get_close_matches(str(given), known, n=1)
    hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
    return f"there is no such {field}; {hint}"


def _sentence(problem: Any) -> str:
    where = ".".join(str(part) for part in problem["loc"]) or "it"
    context = problem.get("ctx", {})
    match problem["type"]:
        case "missing":
            return f"{where} is missing"
        case "extra_forbidden":
            return f"{where} is not known here"
        case "literal_error":
            return f"{where} must be one of {context['expected']}".replace("'", "")
        case "string_pattern_mismatch":
            return f"{where} may hold letters, digits and _ . : - only, at most 64"
        case "string_too_short":
            return f"{where} must not be empty"
        case "too_short":
            return f"{where} needs at least {context['min_length']}"
        case "date_type" | "date_parsing" | "date_from_datetime_parsing" | "date_from_datetime_inexact":
            return f"{where} is not a day; write it as YYYY-MM-DD, such as 2026-03-02"
        case "value_error":
            return f"{where} {context['error']}"
        case _:
            message = problem["msg"].removeprefix("Input ").removeprefix("Value error, ")
            return f"{where} {message[0].lower()}{message[1:]}"
