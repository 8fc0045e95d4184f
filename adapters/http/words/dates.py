"""Dates and times in words."""

from datetime import date, datetime
from typing import Final

from adapters.http.languages import Language, mark

_MONTHS: Final = (
    mark("Jan"),
    mark("Feb"),
    mark("Mar"),
    mark("Apr"),
    mark("May"),
    mark("Jun"),
    mark("Jul"),
    mark("Aug"),
    mark("Sep"),
    mark("Oct"),
    mark("Nov"),
    mark("Dec"),
)
_WEEKDAYS: Final = (
    mark("Mon"),
    mark("Tue"),
    mark("Wed"),
    mark("Thu"),
    mark("Fri"),
    mark("Sat"),
    mark("Sun"),
)


def day(value: date, language: Language) -> str:
    """Such as `3 Nov 2026`."""
    return f"{value.day} {language.gettext(_MONTHS[value.month - 1])} {value.year}"


def near_day(value: date, language: Language) -> str:
    """Such as `Tue 3 Nov`: for a date not far from today."""
    return f"{language.gettext(_WEEKDAYS[value.weekday()])} {value.day} {language.gettext(_MONTHS[value.month - 1])}"


def moment(value: datetime, language: Language) -> str:
    """Such as `3 Nov 2026, 14:05`, in the zone that the time is in."""
    return f"{day(value, language)}, {time_of_day(value)}"


def time_of_day(value: datetime) -> str:
    """Such as `14:05`, in the zone that the time is in."""
    return f"{value:%H:%M}"
