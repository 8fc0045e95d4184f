"""One field of a form, as it is shown and as what was typed in it is read."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, Literal, NamedTuple

Kind = Literal[
    "line",
    "text",
    "lines",
    "code",
    "codes",
    "number",
    "scale",
    "date",
    "moment",
    "tick",
    "yes_no",
    "one",
    "many",
    "pair",
    "password",
]
"""How a field is shown. `tick` is a box, `yes_no` a choice that must be made (or may be left), `lines` one a line,
`code` a short word that becomes a code, `scale` a row of numbers, `pair` two choices from one list.
"""
_SEVERAL: Final = frozenset({"lines", "codes", "many", "pair"})
_NOT_IN_CODES: Final = re.compile(r"[^a-z0-9]+")


class Option(NamedTuple):
    """Something to choose. Its label is a message to translate, unless it is a name (`is_name`)."""

    value: str
    label: str
    is_name: bool = False


Options = Mapping[str, Sequence[Option]]
"""What there is to choose from, by the name of the field."""


class Field(NamedTuple):
    """A field. Label and hint are messages to translate; `initial` is what it holds at first."""

    name: str
    label: str
    kind: Kind
    hint: str = ""
    is_required: bool = False
    options: tuple[Option, ...] = ()
    initial: tuple[str, ...] = ()

    def read(self, given: Sequence[str]) -> Any:
        """What was given, as the model takes it; None where nothing was. Whether it is right, the model says.

        A list that held something at first and is empty now is empty, not missing.
        """
        texts = [text.strip() for text in given if text.strip()]
        match self.kind:
            case "tick":
                return "yes" in texts
            case "lines" | "codes":
                texts = [line.strip() for text in texts for line in text.splitlines() if line.strip()]
        if self.kind in _SEVERAL and (texts or self.initial):
            return [as_code(text) for text in texts] if self.kind == "codes" else texts
        if not texts:
            return None
        match self.kind:
            case "yes_no":
                return {"yes": True, "no": False}.get(texts[0])
            case "code":
                return as_code(texts[0])
        return texts[0]


def as_code(text: str) -> str:
    """The code that a short word becomes: `Cold water` is `cold_water`."""
    return _NOT_IN_CODES.sub("_", text.casefold()).strip("_") or text


def shown(value: Any) -> tuple[str, ...]:
    """A value of a model as the texts that a field holds."""
    match value:
        case None:
            return ()
        case bool():
            return ("yes",) if value else ("no",)
        case tuple() | list():
            return tuple(text for one in value for text in shown(one))
        case date():
            return (value.isoformat(),)
    return (str(value),)
