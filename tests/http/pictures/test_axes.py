"""From values and moments to places in a picture."""

from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from adapters.http.pictures.scale import Scale, ticks
from adapters.http.pictures.time_axis import TimeAxis
from events.instants import DAY, HOUR, parse

PACIFIC = ZoneInfo("America/Los_Angeles")
FIRST = date(2026, 1, 5)


@given(st.integers(0, 30), st.integers(1, 100), st.integers(1, 9))
def test_ticks_are_even_and_reach_from_end_to_end(low: int, span: int, most: int) -> None:
    found = ticks(Scale(low, low + span, 0, 300), most)
    steps = {later.value - earlier.value for earlier, later in pairwise(found)}
    assert (found[0], found[-1]) == ((0, low), (300, low + span))
    assert len(steps) == 1
    assert len(found) <= most + 1


@given(st.floats(1, 7), st.floats(1, 7))
def test_a_scale_keeps_the_order_and_its_ends(one: float, other: float) -> None:
    x, y = Scale(1, 7, 40, 310), Scale(1, 7, 292, 22)
    assert 40 <= x(one) <= 310
    assert 22 <= y(one) <= 292
    if one <= other:
        assert x(one) <= x(other)
        assert y(one) >= y(other)


def test_a_moment_lies_in_its_local_day() -> None:
    axis = TimeAxis(FIRST, FIRST + timedelta(days=9), 0, 100, PACIFIC)
    assert axis.x(parse("2026-01-06T12:00:00-08:00").us) == 15
    assert axis.x(parse("2026-01-07T07:00:00+00:00").us) < axis.x_of(date(2026, 1, 7))


def test_a_day_of_another_length_takes_no_more_room() -> None:
    axis = TimeAxis(date(2026, 3, 7), date(2026, 3, 10), 0, 400, PACIFIC)
    begins = parse("2026-03-08T00:00:00-08:00").us
    assert axis.x(begins) == axis.x_of(date(2026, 3, 8)) == 100
    assert axis.x(begins + 23 * HOUR) == 200


def test_what_lies_outside_is_put_at_the_nearer_end() -> None:
    axis = TimeAxis(FIRST, FIRST + timedelta(days=9), 5, 95, PACIFIC)
    before, after = parse("2025-01-01T00:00:00Z").us, parse("2027-01-01T00:00:00Z").us
    assert (axis.x(before), axis.x(after)) == (5, 95)


@given(st.integers(0, 4000), st.integers(0, 90))
def test_dates_begin_with_the_first_and_can_be_read_side_by_side(days: int, more: int) -> None:
    axis = TimeAxis(FIRST, FIRST + timedelta(days=days), 22, 314, PACIFIC)
    found = axis.ticks()
    assert found[0].on == FIRST
    assert all(later.x - earlier.x >= 80 for earlier, later in pairwise(found))
    assert all((tick.on - FIRST).days % 7 == 0 for tick in found)
    moment = parse("2026-01-05T12:00:00-08:00").us + more * DAY
    assert 22 <= axis.x(moment) <= 314
