"""Turns the fields of an entry's content into command-line options, and their words back into values."""

import inspect
import types
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import typer
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from engine.refusals import Invalid


def option_parameters(content: type[BaseModel]) -> Iterator[inspect.Parameter]:
    """One keyword parameter a field, as typer reads them; whether one is required is the model's to say."""
    for name, field in content.model_fields.items():
        if _kind(field.annotation) is bool:
            annotation: Any = Annotated[
                bool | None,
                typer.Option(f"--{_dashed(name)}/--no-{_dashed(name)}", help=_help(field)),
            ]
        else:
            annotation = Annotated[
                str | None,
                typer.Option(f"--{_dashed(name)}", metavar=_metavar(field), help=_help(field)),
            ]
        yield inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None, annotation=annotation)


def values(content: type[BaseModel], options: Mapping[str, Any]) -> dict[str, Any]:
    """The options that were given, as the model takes them: lists split, whole numbers read."""
    return {
        name: _value(name, content.model_fields[name].annotation, given)
        for name, given in options.items()
        if given is not None
    }


def _value(name: str, annotation: Any, given: Any) -> Any:
    kind = _kind(annotation)
    if kind is tuple:
        separator = "|" if "|" in given else ","
        parts = [part.strip() for part in str(given).split(separator) if part.strip()]
        if get_args(_bare(annotation))[0] is int:
            return [_whole(name, part) for part in str(given).replace("-", ",").split(",")]
        return parts
    return _whole(name, given) if kind is int else given


def _whole(name: str, given: str) -> int:
    try:
        return int(given)
    except ValueError:
        raise Invalid([f"--{_dashed(name)} is not a whole number"], field=name) from None


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


def _help(field: FieldInfo) -> str:
    parts = []
    if field.is_required():
        parts.append("Required.")
    if choices := _choices(field.annotation):
        parts.append(("Any of: " if _kind(field.annotation) is tuple else "One of: ") + ", ".join(choices) + ".")
    if not field.is_required() and field.default not in (None, ()):
        parts.append(f"Default: {field.default}.")
    return " ".join(parts)


def _dashed(name: str) -> str:
    return name.replace("_", "-")


def in_options_words(refusal: Invalid) -> Invalid:
    """The same refusal, naming options where the fields of content were named."""
    problems = []
    for problem in refusal.problems:
        where, space, rest = problem.partition(" ")
        if where.startswith("content."):
            where = "--" + _dashed(where.removeprefix("content.").partition(".")[0])
        problems.append(where + space + rest)
    return Invalid(problems, field=refusal.field)
