"""The base of every event, and the marks its fields can carry."""

from functools import cache
from typing import Annotated, Any, ClassVar, Final, NamedTuple, TypeVar

from pydantic import BaseModel, ConfigDict, StringConstraints

T = TypeVar("T")


class Mark(NamedTuple):
    """What the mark on an event's field says of how the field is kept and who may give it."""

    name: str


SEALED: Final = Mark("sealed")
"""Kept encrypted with the client's own key."""
REQUIRED: Final = Mark("required")
"""A sealed field that whoever records the event must give (a stored event may have lost it to erasure)."""
DERIVED: Final = Mark("derived")
"""Worked out when the event is decided; nobody gives it."""
WITHHELD: Final = Mark("withheld")
"""Not sealed, but left out of the thin feed: raw answers, whole documents."""

Personal = Annotated[T | None, SEALED]
"""A field that names or describes a person: sealed, and absent from folds and stored views."""
RequiredPersonal = Annotated[T | None, SEALED, REQUIRED]
Derived = Annotated[T, DERIVED]
Withheld = Annotated[T, WITHHELD]

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$")]
"""An opaque id: letters, digits and `_.:-`, at most 64. Never a name, a number of a record, or initials."""
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
Text = Annotated[str, StringConstraints(min_length=1, max_length=20_000, strip_whitespace=True)]
ShortText = Annotated[str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True)]


class Event(BaseModel):
    """Something that happened. `type` is its name in the log for ever; `schema_version` that of its shape."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    type: ClassVar[str]
    schema_version: ClassVar[int] = 1


class Entry(Event):
    """A clinical entry: recorded by a person, and open to being amended or voided by its id.

    `what` is the short name that commands use for it.
    """

    what: ClassVar[str]

    entry: Derived[Id]


@cache
def marked(model: type[BaseModel], mark: Mark) -> frozenset[str]:
    """The names of the fields of `model` that carry `mark`."""
    return frozenset(name for name, field in model.model_fields.items() if mark in field.metadata)


def encode(event: Event) -> tuple[bytes, bytes | None]:
    """The bytes of an event: the open part, and the personal part where there is any (still in clear)."""
    sealed = marked(type(event), SEALED)
    if not sealed:
        return event.model_dump_json().encode(), None
    open_part = event.model_dump_json(exclude=set(sealed)).encode()
    if all(getattr(event, name) is None for name in sealed):
        return open_part, None
    return open_part, event.model_dump_json(include=set(sealed), exclude_none=True).encode()


def personal_part(event: Event) -> dict[str, Any]:
    """The personal fields that an event carries, as plain data."""
    return event.model_dump(mode="json", include=set(marked(type(event), SEALED)), exclude_none=True)
