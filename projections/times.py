"""Moments and dates as the site reads them."""

from zoneinfo import ZoneInfo

from events.instants import local_date, to_datetime


def local_time(us: int, zone: ZoneInfo) -> str:
    """ISO 8601 in the site's zone, with its offset."""
    return to_datetime(us, zone).isoformat()


def local_day(us: int, zone: ZoneInfo) -> str:
    """The date in the site's zone."""
    return local_date(us, zone).isoformat()
