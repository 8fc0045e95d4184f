"""Filters of the templates: words for codes, and dates as people read them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from adapters.http.languages import Language
from adapters.http.words.choices import word
from adapters.http.words.dates import day, moment, near_day


def for_language(language: Language) -> Mapping[str, Callable[..., Any]]:
    """The filters, by name."""

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
        return moment(datetime.fromisoformat(value) if isinstance(value, str) else value, language)

    return {"words": in_words, "day": on_day, "near_day": on_near_day, "moment": at_moment, "said": language.said}
