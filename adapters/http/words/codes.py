"""Every code that sentences spell out, with the words that the page has for it."""

from collections.abc import Mapping

from adapters.http.words.choices import WORDS
from adapters.http.words.entries import KINDS
from adapters.http.words.requirements import REQUIREMENTS


def spelt_out() -> Mapping[str, str]:
    """Words, to be translated, by the code as a sentence has it: with spaces. Codes that are figures are none."""
    words = {code: kind.title for code, kind in KINDS.items()} | REQUIREMENTS | WORDS
    return {code.replace("_", " ").replace("-", " "): text for code, text in words.items() if not code.isdigit()}
