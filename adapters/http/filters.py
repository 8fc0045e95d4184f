"""Filters of the templates: words for codes, and dates as people read them."""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from adapters.http.languages import Language
from adapters.http.words.choices import is_known, word
from adapters.http.words.dates import day, moment, near_day
from adapters.http.words.fields import words_for
from workflows.instruments.names import form_name

_IN_A_SENTENCE: Final = re.compile(
    r"(?<![\w-])(?:(?P<day>\d{4}-\d{2}-\d{2})(?P<time>T\d{2}:\d{2}:\d{2}[+-]\d{2}:\d{2})?|(?P<code>[a-z]+(?:_[a-z]+)+))(?![\w-])"
)
_AN_EXAMPLE: Final = "2026-03-02"
"""How a date is typed, in sentences that say so."""


def field_label(name: str) -> str:
    """`{{ _(name|field_label) }}`: how a form calls the field that a record names in plain words."""
    return words_for("", name.replace(" ", "_")).label


def for_language(language: Language, zone: ZoneInfo) -> Mapping[str, Callable[..., Any]]:
    """The filters, by name. Moments are told in `zone`, whatever offset they were given in."""

    def in_words(code: Any) -> str:
        """`{{ row.stage|words }}`: a code in words."""
        return language.gettext(word(str(code)))

    def on_day(value: str | date) -> str:
        """`{{ row.due_on|day }}`: a date, ISO or not, as people read it."""
        return day(date.fromisoformat(value) if isinstance(value, str) else value, language)

    def on_near_day(value: str) -> str:
        """`{{ row.due_on|near_day }}`: a date not far from today, with its weekday and without its year."""
        return near_day(date.fromisoformat(value), language)

    def at_moment(value: str | datetime) -> str:
        """`{{ row.occurred_at|moment }}`: a date and time."""
        at = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment(at.astimezone(zone), language)

    def in_a_sentence(sentence: str) -> str:
        """`{{ row.words|said }}`: a sentence made elsewhere, its dates and codes as people read them."""

        def readable(found: re.Match[str]) -> str:
            if found["code"]:
                return in_words(found["code"]).lower() if is_known(found["code"]) else found[0]
            try:
                if found["time"]:
                    at = datetime.fromisoformat(found[0])
                    return at_moment(at) + (f"{at::%S}" if at.second else "")
                return on_day(found["day"])
            except ValueError:
                return found[0]

        said = language.said(sentence)
        return said if _AN_EXAMPLE in sentence else _IN_A_SENTENCE.sub(readable, said)

    return {
        "words": in_words,
        "field_label": field_label,
        "day": on_day,
        "near_day": on_near_day,
        "moment": at_moment,
        "said": in_a_sentence,
        "form_name": form_name,
    }
