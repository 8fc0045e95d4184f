"""Six provisions before and after."""

from hypothesis import given
from hypothesis import strategies as st

from adapters.http.pictures.provisions import Provisions, provisions
from tests.aiat.entries import assessed, compared, sps
from tests.aiat.given import Happened, day, facts, under_way
from workflows.aiat.criteria import social_provisions
from workflows.aiat.facts import Facts
from workflows.aiat.social_map import PROVISIONS

points = st.integers(4, 16)
SPS_10 = ("attachment", "guidance", "reassurance_of_worth", "reliable_alliance", "social_integration")


def of(case: Facts) -> Provisions | None:
    return provisions(case, social_provisions.judge(case))


def drawn(before: Happened, after: Happened) -> Provisions:
    found = of(facts(compared(before, after), day(60)))
    assert found is not None
    return found


def test_each_provision_has_its_figures_and_direction() -> None:
    found = drawn(
        sps("b", 60, day(0), "baseline", {"guidance": 8, "nurturance": 12}),
        sps("r", 60, day(50), "reassessment", {"guidance": 12, "nurturance": 9}),
    )
    by_name = {line.name: line for line in found.lines}
    assert tuple(by_name) == PROVISIONS
    assert by_name["guidance"][3:] == (8, 12, 110, 210, 4, "rose")
    assert by_name["nurturance"][7:] == (-3, "fell")
    assert by_name["attachment"].direction == "same"
    assert [tick.value for tick in found.across] == [4, 6, 8, 10, 12, 14, 16]


def test_the_total_says_whether_it_is_reliable_and_the_band_how_much_is_not() -> None:
    within = drawn(sps("b", 60, day(0), "baseline"), sps("r", 68, day(50)))
    beyond = drawn(sps("b", 60, day(0), "baseline"), sps("r", 69, day(50)))
    assert (within.reliable, beyond.reliable) == (False, True)
    assert beyond.total.change == 9
    assert beyond.band is not None
    assert beyond.band.points == 8.0
    assert beyond.total.after_x is not None
    assert beyond.total.after_x > beyond.band.x + beyond.band.width


def test_the_band_ends_with_the_axis() -> None:
    found = drawn(sps("b", 94, day(0), "baseline"), sps("r", 96, day(50)))
    assert found.band is not None
    assert found.band.x + found.band.width == 310


def test_a_provision_that_the_form_does_not_ask_about_is_not_measured() -> None:
    scores = dict.fromkeys(SPS_10, 6.0) | {"total": 30.0}
    found = drawn(assessed("b", "sps-10", scores, day(0), "baseline"), assessed("r", "sps-10", scores, day(50)))
    by_name = {line.name: line for line in found.lines}
    assert by_name["nurturance"].direction == "not_measured"
    assert by_name["nurturance"].before_x is None
    assert [tick.value for tick in found.across] == [2, 3, 4, 5, 6, 7, 8]
    assert [found.total_across[0].value, found.total_across[-1].value] == [10, 40]


def test_while_the_second_is_awaited_only_the_first_is_drawn() -> None:
    history = under_way("relapse_planning")
    found = of(facts([*history[:2], sps("b", 60, day(0), "baseline"), *history[2:]], day(9)))
    assert found is not None
    assert found.after_on is None
    assert [(line.before, line.after_x, line.direction) for line in found.lines] == [(10, None, None)] * 6
    assert (found.total.before, found.total.after, found.reliable, found.band) == (60, None, None, None)


def test_without_a_baseline_there_is_nothing_to_draw() -> None:
    assert of(facts(under_way(), day(9))) is None


@given(st.lists(points, min_size=6, max_size=6), st.lists(points, min_size=6, max_size=6))
def test_what_is_more_lies_further_to_the_right(before: list[int], after: list[int]) -> None:
    found = drawn(
        sps("b", sum(before), day(0), "baseline", dict(zip(PROVISIONS, before, strict=True))),
        sps("r", sum(after), day(50), "reassessment", dict(zip(PROVISIONS, after, strict=True))),
    )
    for line in (*found.lines, found.total):
        assert line.before_x is not None
        assert line.after_x is not None
        assert 10 <= line.before_x <= 310
        assert 10 <= line.after_x <= 310
        assert line.direction == ("same" if line.change == 0 else "rose" if line.after_x > line.before_x else "fell")
