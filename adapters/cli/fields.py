"""Turns the fields of a command or an entry into command-line options, and their words back into values."""

import inspect
import types
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from engine.refusals import Invalid, WrongTime


def option_parameters(
    model: type[BaseModel],
    names: Iterable[str],
    spelt: Mapping[str, str] | None = None,
    helps: Mapping[str, str] | None = None,
) -> Iterator[inspect.Parameter]:
    """One keyword parameter for each of these fields, as typer reads them; what is required the model says."""
    for name in names:
        field = model.model_fields[name]
        kind, option = _kind(field.annotation), (spelt or {}).get(name, _option(name))
        text = (helps or {}).get(name, "")
        if kind is bool:
            said = typer.Option(f"{option}/--no-{option[2:]}", help=_help(field, text))
        else:
            said = typer.Option(option, metavar=_metavar(field), help=_help(field, text))
        annotation: Any = {bool: bool, tuple: list[str]}.get(kind, str)
        yield inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=Annotated[annotation | None, said]
        )


def values(model: type[BaseModel], options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were given, as the model takes them: lists split, whole numbers read."""
    return {
        name: _value(name, model.model_fields[name].annotation, given)
        for name, given in options.items()
        if given is not None
    }


def _value(name: str, annotation: Any, given: Any) -> Any:
    kind, choices = _kind(annotation), _choices(annotation)
    if kind is tuple:
        texts = [given] if isinstance(given, str) else given
        if get_args(_bare(annotation))[0] is int:
            return [_whole(name, part) for text in texts for part in text.replace("-", ",").split(",")]
        return [code_meant(part.strip(), choices) for text in texts for part in _parts(text) if part.strip()]
    if kind is int:
        return _whole(name, given)
    if kind is Literal and all(isinstance(one, int) for one in get_args(_bare(annotation))):
        return int(given) if given in choices else given  # what else there is, the model says
    return code_meant(given, choices) if choices else given


def code_meant(given: str, codes: Iterable[str]) -> str:
    """The one of these codes that was typed as it is or as tables print it, in words; else what was given."""
    typed = _in_words(given)
    return next((code for code in codes if _in_words(code) == typed), given)


def _in_words(code: str) -> str:
    return " ".join(code.casefold().replace("_", " ").replace("-", " ").split())


def _parts(text: str) -> list[str]:
    """The parts of a list typed in one word: by commas, or by `|` where a part holds a comma itself."""
    return text.split("|") if "|" in text else text.split(",")


def _whole(name: str, given: str) -> int:
    try:
        return int(given)
    except ValueError:
        raise Invalid([f"{name} is not a whole number"], field=name) from None


def _bare(annotation: Any) -> Any:
    """The annotation without `Annotated` and without None."""
    while get_origin(annotation) is Annotated:
        annotation = get_args(annotation)[0]
    if get_origin(annotation) in (Union, types.UnionType):
        inner = [one for one in get_args(annotation) if one is not type(None)]
        return _bare(inner[0])
    return annotation


def _kind(annotation: Any) -> Any:
    bare = _bare(annotation)
    return get_origin(bare) or bare


def _choices(annotation: Any) -> tuple[str, ...]:
    bare = _bare(annotation)
    if get_origin(bare) is tuple:
        bare = _bare(get_args(bare)[0])
    return tuple(map(str, get_args(bare))) if get_origin(bare) is Literal else ()


def _metavar(field: FieldInfo) -> str:
    kind = _kind(field.annotation)
    if kind is tuple:
        return "LOW-HIGH" if get_args(_bare(field.annotation))[0] is int else "A,B,…"
    if kind is int:
        return "NUMBER"
    return "YYYY-MM-DD" if getattr(kind, "__name__", "") == "date" else "TEXT"


def _help(field: FieldInfo, text: str) -> str:
    parts = [text or field.description or ""]
    if field.is_required():
        parts.append("Required.")
    if choices := _choices(field.annotation):
        parts.append(("Any of: " if _kind(field.annotation) is tuple else "One of: ") + ", ".join(choices) + ".")
    if not field.is_required() and field.default not in (None, ()):
        parts.append(f"Default: {field.default}.")
    return " ".join(part for part in parts if part)


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def option_names(model: type[BaseModel], spelt: Mapping[str, str] | None = None) -> dict[str, str]:
    """The option that gives each field."""
    return {name: _option(name) for name in model.model_fields} | dict(spelt or {})


@contextmanager
def naming_options(options: Mapping[str, str]) -> Iterator[None]:
    """What is wrong with a field is said of the option that gave it."""
    try:
        yield
    except Invalid as refusal:
        raise Invalid([_of_option(problem, options) for problem in refusal.problems], field=refusal.field) from None
    except WrongTime as refusal:
        raise WrongTime(_of_option(refusal.message, options), field=refusal.field) from None


def _of_option(problem: str, options: Mapping[str, str]) -> str:
    where, space, rest = problem.partition(" ")
    field = where.removeprefix("content.").partition(".")[0]
    return options.get(field, where) + space + rest
