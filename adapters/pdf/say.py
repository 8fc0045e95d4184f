"""What the documents share in saying things: a language, words for codes, days, moments, figures."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from adapters.http.languages import Language, languages
from adapters.http.words.choices import word
from adapters.http.words.dates import day, moment

NOTHING: Final = "–"
_MINUS: Final = str.maketrans("-", "−")


class Say:
    """Says things in one language; in English where there is no such language."""

    def __init__(self, language: str) -> None:
        known: Mapping[str, Language] = languages()
        self._language = known.get(language) or known["en"]

    @property
    def language(self) -> str:
        """The code of the language."""
        return self._language.code

    def __call__(self, message: str, **places: object) -> str:
        """A message, its {places} filled."""
        said = self._language.gettext(message)
        return said.format_map(places) if places else said

    def code(self, code: str) -> str:
        """A code in words."""
        return self(word(code))

    def sentence(self, sentence: str) -> str:
        """A sentence of the engine's."""
        return self._language.said(sentence)

    def day(self, iso: str) -> str:
        """A date given as ISO 8601: `3 Nov 2026`."""
        return day(date.fromisoformat(iso), self._language)

    def moment(self, iso: str) -> str:
        """A moment given as ISO 8601, with its offset: `3 Nov 2026, 14:05 UTC−08:00`."""
        at = datetime.fromisoformat(iso)
        return f"{moment(at, self._language)} {at.tzname()}".translate(_MINUS)


def figure(value: float | None, *, signed: bool = False, share: bool = False) -> str:
    """A figure with at most two decimals; a share as a percentage; a dash where there is none."""
    if value is None:
        return NOTHING
    rounded = round(100 * value) if share else round(value, 2)
    text = f"{rounded:+g}" if signed and rounded else f"{rounded or 0:g}"
    return text.translate(_MINUS) + (" %" if share else "")
