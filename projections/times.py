"""Moments and dates as the site reads them."""

from zoneinfo import ZoneInfo

from events.instants import clock_time, local_date, parse, to_datetime


def local_time(us: int, zone: ZoneInfo) -> str:
    """ISO 8601 in the site's zone, with its offset."""
    return to_datetime(us, zone).isoformat()


def local_day(us: int, zone: ZoneInfo) -> str:
    """The date in the site's zone."""
    return local_date(us, zone).isoformat()


def told_time(stated: str, zone: ZoneInfo) -> str:
    """A moment in ISO 8601, whatever offset it was stated with, as people are told it: by the site's clocks."""
    return clock_time(parse(stated).us, zone)
