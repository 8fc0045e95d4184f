"""The content of a clinical entry as a person gives it: the event's fields less what is worked out."""

from functools import cache
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model

from events.event import DERIVED, REQUIRED, Entry, Event, marked
from events.released import ENTRIES


@cache
def content_model(model: type[Event]) -> type[BaseModel]:
    """What a command must carry to make an event of this type: no derived field, every required one."""
    derived = marked(model, DERIVED)
    required = marked(model, REQUIRED)
    fields: dict[str, Any] = {}
    for name, field in model.model_fields.items():
        if name in derived:
            continue
        annotation: Any = field.annotation
        if name in required:
            # the stored field may have been erased; whoever records it must give it
            annotation = _without_none(annotation)
            fields[name] = (annotation, ...)
        else:
            fields[name] = (annotation, field)
    return create_model(
        f"{model.__name__}Content",
        __config__=ConfigDict(frozen=True, extra="forbid", defer_build=True, hide_input_in_errors=True),
        __doc__=model.__doc__,
        **fields,
    )


def entry_kind(what: str) -> type[Entry] | None:
    """The event that an entry of this kind becomes; None if there is no such kind."""
    return ENTRIES.get(what)


def _without_none(annotation: Any) -> Any:
    arguments = [argument for argument in annotation.__args__ if argument is not type(None)]
    union = arguments[0]
    for argument in arguments[1:]:
        union = union | argument
    return union
