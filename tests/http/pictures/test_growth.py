"""How the map grew."""

from hypothesis import assume, given

from adapters.http.pictures.growth import Growth, growth
from tests.aiat.entries import changed, left, person
from tests.aiat.given import Happened, day, discharged, facts, under_way
from tests.aiat.histories import histories


def drawn(*entries: Happened, now: int = day(40)) -> Growth:
    found = growth(facts([*under_way(), *entries], now))
    assert found is not None
    return found


def figures(found: Growth) -> list[tuple[int, ...]]:
    return [tuple(standing[1:]) for standing in found.standings]


def test_each_day_on_which_a_figure_changed_is_a_step() -> None:
    found = drawn(
        person("p1", day(1), provisions=("guidance",)),
        person("p2", day(1, 15), provisions=("attachment", "guidance"), in_treatment_milieu=True),
        person("p3", day(8), stance="neutral"),
        changed("c", "p3", day(20), stance="supports"),
        left("l", "p1", day(30)),
    )
    assert figures(found) == [(2, 2, 1), (3, 2, 2), (2, 2, 1)]
    assert [standing.since.isoformat() for standing in found.standings] == ["2026-01-06", "2026-01-25", "2026-02-04"]
    supporters = found.panels[0]
    assert (supporters.now, supporters.needed, supporters.most) == (2, 3, 3)
    assert supporters.path.count("V") == 2
    assert supporters.path.endswith(f"H{found.right:g}")


def test_the_line_of_what_is_needed_lies_between_nothing_and_the_most() -> None:
    for panel in drawn(person("p1", day(1))).panels:
        assert panel.top <= panel.needed_y < panel.foot
        assert panel.top <= panel.now_y <= panel.foot


def test_it_ends_with_treatment() -> None:
    found = drawn(person("p1", day(1)), discharged(day(20)), now=day(400))
    assert found.until.isoformat() == "2026-01-25"


def test_where_nobody_was_ever_on_the_map_there_is_nothing_to_draw() -> None:
    assert growth(facts(under_way(), day(40))) is None


@given(histories())
def test_every_step_is_inside_its_panel(history: list[Happened]) -> None:
    found = growth(facts(history, day(100)))
    assume(found is not None)  # nobody came onto the map before the end
    assert found is not None
    for panel in found.panels:
        assert panel.top <= panel.needed_y <= panel.foot
        assert panel.top <= panel.now_y <= panel.foot
    sinces = [standing.since for standing in found.standings]
    assert sinces == sorted(set(sinces))
    assert all(earlier != later for earlier, later in zip(figures(found), figures(found)[1:], strict=False))
