"""The languages of the page: English as written, others from catalogues in gettext's own plain text format.

Templates say `_("…")` and `ngettext(…)`; Python marks a message with `mark("…")` and leaves saying it to a template.
Sentences that come from the engine in English go through the filter `said`.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

_FOLDER: Final = Path(__file__).parent / "translations"
NAMES: Final = {"en": "English", "es": "Español"}
"""The languages there are, each in its own words."""
_LINE: Final = re.compile(r'(?:(msgid|msgid_plural|msgstr(?:\[\d\])?)\s+)?(".*")')
_FIGURE: Final = re.compile(r"\d+(?:\.\d+)?")
_BETWEEN: Final = re.compile(r"([,;] )(?![^“]*”)")
"""What parts of a list stand apart by, but within quotation marks, where a person's own words are."""
_PLACE: Final = re.compile(r"\\\{(\w+)\\\}")


def mark(message: str) -> str:
    """The message itself; marks it as one to be translated where it is shown."""
    return message


class Message(NamedTuple):
    """A message of a catalogue; `forms` are its translations, singular first, empty where there is none yet."""

    id: str
    plural: str
    forms: tuple[str, ...]


class Language:
    """Says messages in one language; what its catalogues lack is said in English. Plural is all but 1."""

    def __init__(self, code: str, messages: Iterable[Message] = ()) -> None:
        self.code = code
        self._forms = {one.id: one.forms for one in messages if one.id and one.forms and all(one.forms)}
        self._patterns = [(_pattern(id), forms[0]) for id, forms in self._forms.items() if "{" in id]

    def gettext(self, message: str) -> str:
        """The message in this language."""
        return self._forms.get(message, (message,))[0]

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        """The singular for 1, the plural for any other number."""
        return self._forms.get(singular, (singular, plural))[number != 1]

    def said(self, sentence: str) -> str:
        """A sentence made elsewhere in English: whole as in the catalogue, or by a message with {places}.

        Whole sentences after it are said by themselves. Where it begins with the other case than in the catalogue, it
        is said in its own.
        """
        found = self._said(sentence)
        if found != sentence:
            return found
        other = _other_case(sentence)
        found = self._said(other)
        return sentence if found == other else _other_case(found)

    def _said(self, sentence: str) -> str:
        if sentence in self._forms:
            return self.gettext(sentence)
        first, _, after = sentence.rpartition(". ")
        if first and after in self._forms:
            return f"{self._said(f'{first}.')} {self.gettext(after)}"
        for pattern, translation in self._patterns:
            if found := pattern.fullmatch(sentence):
                return translation.format_map({name: self._listed(text) for name, text in found.groupdict().items()})
        return sentence

    def _listed(self, text: str) -> str:
        """What fills a place: as in the catalogue, else each part of a list as a sentence, scores by their names."""
        if text in self._forms or text.endswith("."):
            return self._said(text)
        return "".join(part if _BETWEEN.fullmatch(part) else self._with_figure(part) for part in _BETWEEN.split(text))

    def _with_figure(self, part: str) -> str:
        name, _, figure = part.rpartition(" ")
        forms = self._forms.get(f"{name} {{figure}}")
        return forms[0].format(figure=figure) if forms and _FIGURE.fullmatch(figure) else self._said(part)


@cache
def languages() -> Mapping[str, Language]:
    """Every language by its code."""
    return {code: Language(code, _with_codes(_catalogue(code))) for code in NAMES}


def _catalogue(language: str) -> list[Message]:
    return [message for path in sorted((_FOLDER / language).glob("*.po")) for message in read_po(path)]


def _with_codes(messages: list[Message]) -> Iterator[Message]:
    """The messages, and the codes as sentences spell them, each by the words that the page has for it."""
    from adapters.http.words.codes import spelt_out  # noqa: PLC0415  # where words are marked by this module

    yield from messages
    forms = {one.id: one.forms for one in messages}
    for code, words in spelt_out().items():
        if words in forms and code not in forms:
            said = forms[words][0]
            yield Message(code, "", (said[0].lower() + said[1:],))


def preferred(stored: str | None, accepted: str | None) -> str:
    """The language to use: the one stored, else the first that the browser accepts, else English."""
    if stored in NAMES:
        return stored
    for part in (accepted or "").split(","):
        code = part.split(";")[0].strip()[:2].lower()
        if code in NAMES:
            return code
    return "en"


def read_po(path: Path) -> Iterator[Message]:
    """The messages of a catalogue; its header is the one with an empty id."""
    fields: dict[str, str] = {}
    current = ""
    for line in [*path.read_text(encoding="utf-8").splitlines(), 'msgid ""']:
        found = _LINE.fullmatch(line.strip())
        if found is None:
            continue
        keyword, text = found[1], ast.literal_eval(found[2])
        if keyword == "msgid" and fields:
            yield _message(fields)
            fields = {}
        current = keyword or current
        fields[current] = fields.get(current, "") + text


def _message(fields: Mapping[str, str]) -> Message:
    forms = tuple(text for keyword, text in fields.items() if keyword.startswith("msgstr"))
    return Message(fields["msgid"], fields.get("msgid_plural", ""), forms)


def _other_case(text: str) -> str:
    return text[:1].swapcase() + text[1:]


def _pattern(message: str) -> re.Pattern[str]:
    return re.compile(_PLACE.sub(r"(?P<\1>.+?)", re.escape(message)))
