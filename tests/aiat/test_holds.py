"""Time with the spans on hold left out, in days here."""

import pytest

from workflows.aiat.holds import Spans, is_on_hold, walk_back, walk_on

ONE: Spans = [(10, 14)]
TWO: Spans = [(10, 14), (20, 21)]
LASTING: Spans = [(10, 14), (20, None)]


@pytest.mark.parametrize(
    ("spans", "us", "length", "start"),
    [
        pytest.param([], 30, 10, 20, id="no hold"),
        pytest.param(ONE, 30, 10, 20, id="a hold before the window"),
        pytest.param(ONE, 18, 6, 8, id="a hold inside"),
        pytest.param(ONE, 12, 4, 6, id="judged during a hold that ended later"),
        pytest.param(ONE, 8, 4, 4, id="a hold afterwards"),
        pytest.param(TWO, 22, 10, 7, id="two holds inside"),
        pytest.param(LASTING, 30, 8, 8, id="a hold that still lasts"),
    ],
)
def test_walking_back_counts_only_time_off_hold(spans: Spans, us: int, length: int, start: int) -> None:
    assert walk_back(spans, us, length) == start


@pytest.mark.parametrize(
    ("spans", "basis", "until", "put_off"),
    [
        pytest.param([], 0, 12, 12, id="no hold"),
        pytest.param(ONE, 0, 9, 9, id="a hold after the last day"),
        pytest.param(ONE, 0, 12, 16, id="a hold before the last day"),
        pytest.param(ONE, 12, 20, 22, id="counted from within a hold"),
        pytest.param(ONE, 15, 20, 20, id="a hold before the basis"),
        pytest.param(TWO, 0, 17, 22, id="put off into another hold"),
        pytest.param(LASTING, 0, 18, 22, id="a hold that still lasts puts nothing off"),
    ],
)
def test_a_last_day_is_put_off_by_the_holds_before_it(spans: Spans, basis: int, until: int, put_off: int) -> None:
    assert walk_on(spans, basis, until) == put_off


@pytest.mark.parametrize(("us", "held"), [(9, False), (10, False), (11, True), (14, False), (20, False), (99, True)])
def test_the_ends_of_a_hold_are_not_on_hold(us: int, held: bool) -> None:
    assert is_on_hold(LASTING, us) is held
