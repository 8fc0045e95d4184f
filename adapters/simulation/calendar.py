"""Simulated time: days counted from the one on which the simulation begins, in the site's own zone."""

from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from events.instants import Instant, microseconds

BEGINS: Final = date(2023, 1, 9)
"""Day 0, a Monday: far enough back that thousands of episodes end before today."""
EVENING: Final = 17
"""The hour at which staff write up the day, so that one moment has something of many episodes."""


class Calendar:
    """Turns days and hours into moments."""

    def __init__(self, zone: ZoneInfo) -> None:
        self._zone = zone

    def at(self, day: int, hour: float) -> Instant:
        """The moment at a local hour of a day, to the quarter of an hour."""
        quarters = int(hour * 4)
        local = datetime.combine(
            BEGINS + timedelta(days=day), time(quarters // 4, quarters % 4 * 15), tzinfo=self._zone
        )
        offset = local.utcoffset() or timedelta()
        return Instant(microseconds(local), offset // timedelta(minutes=1))


def date_of(day: int) -> date:
    """The date of a day."""
    return BEGINS + timedelta(days=day)


def working_day(day: int) -> int:
    """The day itself, or the Monday after a week-end."""
    return day + max(0, 7 - day % 7) if day % 7 > 4 else day
