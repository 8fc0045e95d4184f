"""Points in time: integer UTC microseconds, with the offset they were given in."""

from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, timedelta, timezone
from functools import cache, lru_cache
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

SECOND: Final = 1_000_000
MINUTE: Final = 60 * SECOND
HOUR: Final = 60 * MINUTE
DAY: Final = 24 * HOUR

_KEPT: Final = 4096
"""Moments and days whose other side is kept: a view asks for the same ones in row after row."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Instant(NamedTuple):
    """A moment as somebody stated it: `us` UTC microseconds since 1970, `offset` minutes east of UTC."""

    us: int
    offset: int = 0

    def __str__(self) -> str:
        return iso(self.us, self.offset)


class TimeUnreadable(ValueError):
    """A time was given that is not ISO 8601 with an offset, such as 2026-03-02T14:30:00-08:00."""


def parse(text: str) -> Instant:
    """Reads an ISO 8601 date and time with an offset. Raises `TimeUnreadable`, which says what is wrong."""
    try:
        moment = datetime.fromisoformat(text)
        if not MINYEAR < moment.year < MAXYEAR:  # so that there is such a time in every zone
            raise ValueError
    except ValueError:
        raise TimeUnreadable(
            "is not a date and time; write it like 2026-03-02T14:30:00-08:00 (ISO 8601 with an offset)"
        ) from None
    offset = moment.utcoffset()
    if offset is None:
        raise TimeUnreadable("has no offset; write it like 2026-03-02T14:30:00-08:00, so that it means one moment")
    return Instant(microseconds(moment), offset // timedelta(minutes=1))


def microseconds(moment: datetime) -> int:
    """UTC microseconds of an aware datetime, exact."""
    return (moment - _EPOCH) // timedelta(microseconds=1)


def to_datetime(us: int, zone: ZoneInfo | timezone = UTC) -> datetime:
    """The aware datetime of `us`, in `zone`."""
    return (_EPOCH + timedelta(microseconds=us)).astimezone(zone)


def iso(us: int, offset: int = 0) -> str:
    """ISO 8601 with the given offset in minutes; microseconds are written only where there are any."""
    return to_datetime(us, _zone(offset)).isoformat()


@cache
def _zone(offset: int) -> timezone:
    return timezone(timedelta(minutes=offset))


@lru_cache(maxsize=_KEPT)
def local_date(us: int, zone: ZoneInfo) -> date:
    """The calendar date of a moment in the site's zone: what "on 4 different days" counts."""
    return to_datetime(us, zone).date()


def in_zone(us: int, zone: ZoneInfo) -> Instant:
    """A moment with the offset that the site's clocks have then."""
    offset = to_datetime(us, zone).utcoffset() or timedelta()
    return Instant(us, offset // timedelta(minutes=1))


def clock_time(us: int, zone: ZoneInfo) -> str:
    """A moment as the site's clocks show it, to the second: what a person is told, and can give back."""
    return to_datetime(us, zone).isoformat(timespec="seconds")


@lru_cache(maxsize=_KEPT)
def end_of_day(day: date, zone: ZoneInfo) -> int:
    """The last microsecond of a local day: what a bare date means in a query."""
    following = datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=zone)
    return microseconds(following) - 1


def parse_asked(text: str, zone: ZoneInfo) -> int:
    """The moment a query asks about: a time with an offset, or a bare date (the end of that local day).

    Raises `TimeUnreadable`.
    """
    try:
        return end_of_day(date.fromisoformat(text), zone)
    except (ValueError, OverflowError):
        try:
            return parse(text).us
        except TimeUnreadable:
            raise TimeUnreadable(
                "is neither a day, such as 2026-03-02, nor a time with an offset, such as 2026-03-02T14:30:00-08:00"
            ) from None
