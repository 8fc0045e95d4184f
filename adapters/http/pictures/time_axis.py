"""The days of the site's calendar along the foot of a picture."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from adapters.http.pictures.scale import Scale
from events.instants import to_datetime

_WEEKS: Final = (1, 2, 4, 8, 13, 26, 52, 104, 208, 520, 1040)
"""How far apart two dates may be written."""
_DATE_WIDTH: Final = 84.0
"""What a written date takes, such as `27 Sep 2026`."""
_SECONDS: Final = 86_400


class DateTick(NamedTuple):
    """A date that is written at an axis, and where its day begins."""

    x: float
    on: date


@dataclass(frozen=True)
class TimeAxis:
    """The local days from `first` to `last`, both whole, between the places `start` and `end`."""

    first: date
    last: date
    start: float
    end: float
    zone: ZoneInfo

    def x(self, us: int) -> float:
        """The place of a moment (UTC microseconds); of one outside the days, the nearer end."""
        moment = to_datetime(us, self.zone)
        passed = (moment.hour * 60 + moment.minute) * 60 + moment.second
        return self._place(moment.toordinal() + passed / _SECONDS)

    def x_of(self, day: date) -> float:
        """Where a day begins; of one outside the days, the nearer end."""
        return self._place(day.toordinal())

    def ticks(self) -> tuple[DateTick, ...]:
        """The first day and those that follow in even steps of weeks, as many as can be read side by side."""
        a_week = self._scale.length(7)
        step = timedelta(weeks=next((weeks for weeks in _WEEKS if weeks * a_week >= _DATE_WIDTH), _WEEKS[-1]))
        found, day = [DateTick(self.x_of(self.first), self.first)], self.first + step
        while day <= self.last and self.x_of(day) <= self.end - _DATE_WIDTH:
            found.append(DateTick(self.x_of(day), day))
            day += step
        return tuple(found)

    @property
    def _scale(self) -> Scale:
        return Scale(self.first.toordinal(), self.last.toordinal() + 1, self.start, self.end)

    def _place(self, days: float) -> float:
        return min(max(self._scale(days), self.start), self.end)
