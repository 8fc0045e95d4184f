"""The social map keeps its places."""

from collections.abc import Callable
from typing import Any, get_args

from hypothesis import given
from hypothesis import strategies as st

from adapters.http.pictures.ego import Ego, ego
from adapters.http.pictures.places import SECTORS, angles
from events.social_map import PersonRole
from projections.social_map import social_map
from tests.aiat.entries import changed, left, person, tie
from tests.aiat.given import Happened, day, episode, site, under_way

ROLES = get_args(PersonRole)
IDS = [f"p{number}" for number in range(30)]


def drawn(entries: list[Happened]) -> Ego:
    state = episode([*under_way(), *entries])
    return ego(state, social_map(state, site(), day(90)))


def spots(found: Ego) -> dict[tuple[str, str, int], tuple[float, float]]:
    """Where people stand, by who they are, their role and importance."""
    return {(one.shown.person, one.shown.role, one.shown.importance): (one.x, one.y) for one in found.people}


@st.composite
def told(draw: Callable[[st.SearchStrategy[Any]], Any]) -> list[Happened]:
    """People who came, changed and left, recorded in any order of time."""
    roles, moments = st.sampled_from(ROLES), st.integers(1, 60).map(day)
    story = [
        person(name, draw(moments), role=draw(roles), importance=draw(st.integers(1, 5)))
        for name in draw(st.lists(st.sampled_from(IDS), max_size=25, unique=True))
    ]
    for number in range(draw(st.integers(0, 8))):
        kinds = {
            "left": lambda name: left(name, draw(st.sampled_from(IDS)), draw(moments)),
            "role": lambda name: changed(name, draw(st.sampled_from(IDS)), draw(moments), role=draw(roles)),
            "stance": lambda name: changed(name, draw(st.sampled_from(IDS)), draw(moments), stance="opposes"),
        }
        story.append(kinds[draw(st.sampled_from(sorted(kinds)))](f"x{number}"))
    shuffled: list[Happened] = draw(st.permutations(story))
    return shuffled


@given(told(), st.sampled_from(ROLES), st.integers(1, 5), st.integers(1, 60))
def test_adding_somebody_moves_nobody(story: list[Happened], role: Any, importance: int, since: int) -> None:
    before = spots(drawn(story))
    after = spots(drawn([*story, person("new", day(since), role=role, importance=importance)]))
    assert {known: after[known] for known in before} == before


@given(told(), st.sampled_from(IDS), st.integers(1, 60))
def test_leaving_moves_nobody(story: list[Happened], who: str, at: int) -> None:
    before, after = spots(drawn(story)), spots(drawn([*story, left("gone", who, day(at))]))
    assert after.items() <= before.items()


@given(told(), st.data())
def test_whatever_is_told_later_places_once_given_stay(story: list[Happened], data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(story)))
    earlier = angles(episode([*under_way(), *story[:cut]]))
    assert earlier.items() <= angles(episode([*under_way(), *story])).items()


@given(told())
def test_no_two_people_share_an_angle_and_each_stands_in_their_sector(story: list[Happened]) -> None:
    found = angles(episode([*under_way(), *story]))
    assert len({angle % 360 for angle in found.values()}) == len(found)
    sectors = {sector.name: sector for sector in SECTORS}
    for (_, name), angle in found.items():
        assert sectors[name].start < angle < sectors[name].start + sectors[name].width


def test_a_crowd_in_one_sector_finds_room() -> None:
    crowd = [person(f"p{number}", day(1), role="faith") for number in range(40)]
    assert len(set(angles(episode([*under_way(), *crowd])).values())) == 40


def test_the_sectors_go_round_once_and_hold_every_role() -> None:
    assert sorted(role for sector in SECTORS for role in sector.roles) == sorted(ROLES)
    assert sum(sector.width for sector in SECTORS) == 360
    ends = [sector.start + sector.width for sector in SECTORS]
    assert [sector.start for sector in SECTORS[1:]] == ends[:-1]


def test_who_is_more_important_stands_nearer() -> None:
    found = drawn([person(f"p{number}", day(1), importance=number) for number in range(1, 6)])
    across = {ring.importance: ring.rx for ring in found.rings}
    assert sorted(across, key=across.__getitem__) == [5, 4, 3, 2, 1]
    for one in found.people:
        ring = next(ring for ring in found.rings if ring.importance == one.shown.importance)
        on_it = ((one.x - found.x) / ring.rx) ** 2 + ((one.y - found.y) / ring.ry) ** 2
        assert abs(on_it - 1) < 0.01


def test_a_change_of_importance_keeps_the_direction() -> None:
    entries = [person("p1", day(1), importance=2), person("p2", day(1), importance=2)]
    before, after = drawn(entries), drawn([*entries, changed("c", "p1", day(5), importance=4)])
    one, other = before.people[0], after.people[0]
    factor = (other.x - after.x) / (one.x - before.x)
    assert factor < 1
    assert abs((other.y - after.y) - factor * (one.y - before.y)) < 0.5


def test_ties_join_the_people_where_they_stand() -> None:
    found = drawn([person("p1", day(1)), person("p2", day(1)), tie("t", "p2", "p1", day(2), "close")])
    (drawn_tie,) = found.ties
    assert (drawn_tie.one, drawn_tie.other, drawn_tie.quality) == (*found.people, "close")


def test_a_long_name_is_shortened_in_the_picture_only() -> None:
    state = episode([*under_way(), person("p1", day(1)), person("p2", day(1))])
    found = ego(state, social_map(state, site(), day(9), {"p1": "Bartholomew Featherstonehaugh"}))
    assert [one.label for one in found.people] == ["Bartholomew Feath…", None]
    assert found.people[0].shown.name == "Bartholomew Featherstonehaugh"


@given(told())
def test_everybody_and_every_name_is_inside_the_picture(story: list[Happened]) -> None:
    for one in drawn(story).people:
        assert 10 <= one.x <= 750
        assert 10 <= one.y <= 530
        assert 0 < one.placed.x < 760
        assert 0 < one.placed.y < 540
