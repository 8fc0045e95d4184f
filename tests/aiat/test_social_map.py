"""The map as it stood at a moment, and the figures that describe it."""

from collections.abc import Sequence
from typing import Any

import pytest

from tests.aiat.entries import changed, left, person, tie
from tests.aiat.given import Happened, amend, day, episode, under_way, void
from workflows.aiat.social_map import MapHistory, SocialMap, map_at
from workflows.aiat.social_map_indices import indices


def drawn(*entries: Happened, at: int = day(100)) -> SocialMap:
    return map_at(episode([*under_way(), *entries]), at)


def test_somebody_is_on_the_map_from_the_moment_they_were_added() -> None:
    added = person("p1", day(2))
    assert drawn(added, at=day(2)).people.keys() == {"p1"}
    assert not drawn(added, at=day(2) - 1).people


def test_a_change_replaces_only_what_it_gives() -> None:
    before = person("p1", day(2), role="family", provisions=("guidance",), importance=5)
    found = drawn(before, changed("x1", "p1", day(3), stance="opposes", provisions=())).people["p1"]
    assert (found.role, found.importance) == ("family", 5)
    assert (found.stance, found.provisions) == ("opposes", ())
    assert found.positions == (4, 5)


def test_changes_count_in_the_order_in_which_they_happened() -> None:
    late = changed("x1", "p1", day(5), stance="opposes")
    early = changed("x2", "p1", day(4), stance="neutral")
    assert drawn(person("p1", day(2)), late, early).people["p1"].stance == "opposes"


def test_changes_of_one_moment_count_in_the_order_of_the_log() -> None:
    first = changed("x1", "p1", day(4), stance="opposes")
    second = changed("x2", "p1", day(4), stance="neutral")
    assert drawn(person("p1", day(2)), first, second).people["p1"].stance == "neutral"


def test_an_amended_person_keeps_their_place_and_has_the_new_content() -> None:
    mended = person("p1", day(2), role="family").event
    found = drawn(person("p1", day(2)), changed("x1", "p1", day(3), importance=1), amend(mended, day(2)))
    assert (found.people["p1"].role, found.people["p1"].importance) == ("family", 1)
    assert found.people["p1"].positions == (6, 5)


def test_who_left_takes_their_ties_along() -> None:
    people = [person(name, day(2)) for name in ("p1", "p2", "p3")]
    ties = [tie("t1", "p1", "p2", day(3)), tie("t2", "p2", "p3", day(3))]
    found = drawn(*people, *ties, left("l1", "p1", day(4)))
    assert found.people.keys() == {"p2", "p3"}
    assert [one.between for one in found.ties] == [("p2", "p3")]


def test_a_later_tie_between_the_same_two_replaces_the_earlier() -> None:
    people = [person(name, day(2)) for name in ("p1", "p2")]
    found = drawn(*people, tie("t1", "p1", "p2", day(3)), tie("t2", "p2", "p1", day(4), "conflict"))
    assert [(one.between, one.quality) for one in found.ties] == [(("p1", "p2"), "conflict")]


@pytest.mark.parametrize(
    "dangling",
    [
        changed("x1", "nobody", day(3), stance="opposes"),
        changed("x1", "p1", day(1), stance="opposes"),
        left("x1", "nobody", day(3)),
        tie("x1", "p1", "nobody", day(3)),
        tie("x1", "p1", "p1", day(3)),
    ],
    ids=["a change", "a change before they came", "a departure", "a tie", "a tie with oneself"],
)
def test_a_reference_that_leads_nowhere_is_left_out(dangling: Happened) -> None:
    assert drawn(person("p1", day(2)), dangling) == drawn(person("p1", day(2)))


@pytest.mark.parametrize(
    ("known", "counts"),
    [
        ({}, True),
        ({"stance": "neutral"}, False),
        ({"stance": "opposes"}, False),
        ({"stance": "unknown"}, False),
        ({"quality": "cut_off"}, False),
        ({"quality": "conflict"}, True),
        ({"role": "staff"}, False),
        ({"role": "sponsor"}, True),
    ],
)
def test_a_supporter_supports_is_not_cut_off_and_is_not_staff(known: dict[str, Any], counts: bool) -> None:
    assert bool(drawn(person("p1", **known)).supporters) is counts


def test_only_what_supporters_offer_counts_as_offered() -> None:
    found = drawn(
        person("p1", provisions=("guidance",)),
        person("p2", provisions=("guidance", "attachment"), stance="neutral"),
        person("p3", provisions=("nurturance",), role="staff"),
    )
    assert found.provisions == ("guidance",)
    assert found.offered_by["guidance"] == ("p1",)
    assert found.offered_by["nurturance"] == ()


def test_staff_are_always_in_the_treatment_milieu() -> None:
    found = drawn(person("p1", role="staff"), person("p2"), person("p3", in_treatment_milieu=True))
    assert [one.in_milieu for one in found.people.values()] == [True, False, True]
    assert [one.id for one in found.outside_milieu] == ["p2"]


def test_the_history_has_one_map_for_each_moment_of_change() -> None:
    story = [person("p1", day(2)), person("p2", day(2)), left("l1", "p1", day(3)), void("l1", day(4))]
    moments = list(MapHistory(episode([*under_way(), *story[:3]])).until(day(100)))
    assert [(moment, set(found.people)) for moment, found in moments] == [
        (day(2), {"p1", "p2"}),
        (day(3), {"p2"}),
    ]
    assert set(drawn(*story).people) == {"p1", "p2"}


def test_the_figures_of_a_map() -> None:
    found = indices(
        drawn(
            person("p1", substance_status="never", importance=5, frequency="daily", direction="both"),
            person("p2", substance_status="heavy", stance="opposes", quality="conflict", direction="gives"),
            person("p3", substance_status="unknown", stance="unknown", direction="receives"),
            person("p4", substance_status="light", importance=2, provisions=("guidance",)),
            tie("t1", "p1", "p2", day(3)),
            tie("t2", "p2", "p3", day(3)),
            tie("t3", "p3", "p4", day(3), "cut_off"),
        )
    )
    assert found.as_data() == {
        "size": 4,
        "daily_size": 1,
        "by_stance": {"supports": 2, "neutral": 0, "opposes": 1, "unknown": 1},
        "by_substance_status": {"never": 1, "in_recovery": 0, "light": 1, "heavy": 1, "unknown": 1},
        "share_supporting": 0.5,
        "share_using": 0.5,
        "mean_importance_of_supporters": 3.5,
        "provision_coverage": 1 / 6,
        "reciprocity": 0.5,
        "conflict_share": 0.25,
        "density": 2 / 6,
        "components": 2,
    }


def test_an_empty_map_has_no_shares_rather_than_noughts() -> None:
    found = indices(drawn())
    assert (found.size, found.components, found.provision_coverage) == (0, 0, 0)
    shares: Sequence[float | None] = (
        found.share_supporting,
        found.share_using,
        found.mean_importance_of_supporters,
        found.reciprocity,
        found.conflict_share,
        found.density,
    )
    assert set(shares) == {None}


def test_groups_that_ties_connect_are_counted_once() -> None:
    people = [person(f"p{n}") for n in range(5)]
    ties = [tie("t1", "p0", "p1", day(3)), tie("t2", "p2", "p3", day(3)), tie("t3", "p1", "p2", day(3))]
    assert indices(drawn(*people, *ties)).components == 2


def test_an_amended_change_keeps_its_place_among_those_of_its_moment() -> None:
    first, second = changed("x1", "p1", day(4), stance="opposes"), changed("x2", "p1", day(4), stance="neutral")
    mended = amend(changed("x1", "p1", day(4), stance="unknown").event, day(4))
    assert drawn(person("p1", day(2)), first, second, mended).people["p1"].stance == "neutral"
