"""One field of a form, as it is shown and as what was typed in it is read."""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from adapters.http.languages import languages
from adapters.http.words.choices import WORDS

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

    def is_left(self, texts: Sequence[str]) -> bool:
        """Whether these texts say what the field held at first. A code may stand in them in the words of a language."""
        if self.kind in {"code", "codes"}:
            return bool(self.read(texts) == self.read(self.initial))
        return "\n".join(texts) == "\n".join(self.initial)


def as_code(text: str) -> str:
    """The code that a short word becomes: `Cold water` is `cold_water`, and so is `Agua fría`."""
    code = _spelt(text)
    return _known_words().get(code, code) or text


@cache
def _known_words() -> Mapping[str, str]:
    """Codes by how their words spell in every language, of those codes that are their own English words."""
    own = {code: words for code, words in WORDS.items() if _spelt(words) == code}
    return {_spelt(one.gettext(words)): code for one in languages().values() for code, words in own.items()}


def _spelt(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
    return _NOT_IN_CODES.sub("_", plain).strip("_")


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
