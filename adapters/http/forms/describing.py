"""Describes the fields of a form from the model of a command or of an entry's content."""

import types
from collections.abc import Collection, Iterator
from datetime import date
from typing import Annotated, Any, Final, Literal, Union, get_args, get_origin

from annotated_types import Ge, Le
from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from adapters.http.forms.field import Field, Kind, Option, Options, shown
from adapters.http.words.choices import word
from adapters.http.words.fields import words_for
from engine.command import Command

_ENVELOPE: Final = frozenset({*Command.model_fields, "episode", "client"})
_NOBODY_TYPES: Final = frozenset({"answers", "carried_from", "content", "response_range", "session"})
"""Ids and tables that come from elsewhere than a form's field."""
_NEVER_PRESET: Final = frozenset({("consent", "explained")})
"""What has a default and yet must be answered."""
_A_LINE: Final = 500
_A_SCALE: Final = 10


def fields_of(model: type[BaseModel], what: str, options: Options, left_out: Collection[str] = ()) -> tuple[Field, ...]:
    """The fields of a model, in its order. `what` is the entry's kind or the command's name, for the words.

    Left out are the fields of every command, those that nobody types, and `left_out`.
    """
    unwanted = _ENVELOPE | _NOBODY_TYPES | set(left_out)
    return tuple(
        _field(what, name, field, tuple(options.get(name, ())))
        for name, field in model.model_fields.items()
        if name not in unwanted
    )


def _field(what: str, name: str, field: FieldInfo, options: tuple[Option, ...]) -> Field:
    bare, constraints, is_optional = _peeled(field)
    words = words_for(what, name)
    is_asked = field.is_required() or (what, name) in _NEVER_PRESET
    kind = _kind(bare, constraints, bool(options or _literals(bare)), has_default=not is_asked and not is_optional)
    if kind == "scale":
        options = tuple(Option(str(number), str(number), is_name=True) for number in _steps(constraints))
    return Field(
        name,
        words.label,
        kind,
        words.hint,
        is_asked,
        options or tuple(Option(str(value), word(str(value))) for value in _literals(bare)),
        () if is_asked else shown(field.default),
    )


def _kind(bare: Any, constraints: tuple[Any, ...], is_choice: bool, *, has_default: bool) -> Kind:
    origin = get_origin(bare)
    if origin is tuple:
        inner = get_args(bare)
        if len(inner) == 2 and inner[1] is not Ellipsis:
            return "pair"
        if is_choice:
            return "many"
        return "codes" if _is_code(tuple(_metadata(inner[0]))) else "lines"
    if is_choice:
        return "one"
    if bare is bool:
        return "tick" if has_default else "yes_no"
    if bare is int:
        return "scale" if _steps(constraints) else "number"
    if bare is date:
        return "date"
    if _is_code(constraints):
        return "code"
    longest = max((one.max_length or 0 for one in constraints if isinstance(one, StringConstraints)), default=0)
    return "text" if longest > _A_LINE else "line"


def _peeled(field: FieldInfo) -> tuple[Any, tuple[Any, ...], bool]:
    """The type without `Annotated` and None, every constraint on it, and whether it may be None."""
    constraints: list[Any] = list(field.metadata)
    bare, is_optional = field.annotation, False
    while True:
        if get_origin(bare) is Annotated:
            constraints += _metadata(bare)
            bare = get_args(bare)[0]
        elif get_origin(bare) in (Union, types.UnionType):
            is_optional = True
            bare = next(one for one in get_args(bare) if one is not type(None))
        else:
            return bare, tuple(constraints), is_optional


def _metadata(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is Annotated:
        for one in get_args(annotation)[1:]:
            yield from one.metadata if isinstance(one, FieldInfo) else (one,)


def _literals(bare: Any) -> tuple[Any, ...]:
    if get_origin(bare) is tuple:
        bare = get_args(bare)[0]
    return get_args(bare) if get_origin(bare) is Literal else ()


def _is_code(constraints: tuple[Any, ...]) -> bool:
    """A word of small letters; ids allow more, and are chosen, not typed."""
    return any(isinstance(one, StringConstraints) and str(one.pattern).startswith("^[a-z") for one in constraints)


def _steps(constraints: tuple[Any, ...]) -> range:
    """The numbers of a short scale; none where the range is long or open."""
    low = next((one.ge for one in constraints if isinstance(one, Ge)), None)
    high = next((one.le for one in constraints if isinstance(one, Le)), None)
    if isinstance(low, int) and isinstance(high, int) and high - low <= _A_SCALE:
        return range(low, high + 1)
    return range(0)
