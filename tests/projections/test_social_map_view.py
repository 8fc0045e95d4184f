"""The social map as it is shown, and what its people are called."""

from events.corrections import EntryAmended
from projections.names import names_in
from projections.social_map import SocialMapView, social_map
from tests.aiat.entries import changed, left, person, tie
from tests.aiat.given import Happened, amend, day, episode, pairs, site, under_way, void


def view(*entries: Happened, names: dict[str, str] | None = None) -> SocialMapView:
    return social_map(episode([*under_way(), *entries]), site(), day(50), names)


def test_the_view_shows_people_ties_and_who_offers_what() -> None:
    found = view(
        person("p1", provisions=("guidance",), role="sponsor", in_treatment_milieu=True),
        person("p2", role="staff"),
        tie("t1", "p1", "p2", day(2), "close"),
    )
    assert [(one.person, one.supporter, one.in_treatment_milieu) for one in found.people] == [
        ("p1", True, True),
        ("p2", False, True),
    ]
    assert [(one.between, one.quality, one.evidence) for one in found.ties] == [(("p1", "p2"), "close", (6,))]
    assert found.offered_by["guidance"] == ("p1",)
    assert found.indices["density"] == 1


def test_without_names_nobody_is_named() -> None:
    entries = person("p1", name="Alma")
    assert "Alma" not in view(entries).model_dump_json()
    assert view(entries, names={"p1": "Alma"}).people[0].name == "Alma"


def test_the_view_is_plain_data() -> None:
    found = view(person("p1"), person("p2"), tie("t1", "p1", "p2", day(2)))
    data = found.model_dump(mode="json")
    assert SocialMapView.model_validate(data) == found
    assert data["indices"]["size"] == 2


def test_a_name_is_the_last_one_given_by_when_it_happened() -> None:
    renamed = changed("x1", "p1", day(9), name="Alma R.")
    earlier = changed("x2", "p1", day(5), name="A.")
    unnamed = changed("x3", "p1", day(10), stance="neutral")
    history = [person("p1", day(1), name="Alma"), renamed, earlier, unnamed]
    assert names_in(pairs(history)) == {"p1": "Alma R."}
    assert names_in(pairs([*history, void("x1", day(11))])) == {"p1": "A."}


def test_an_amended_name_counts_and_one_lost_to_erasure_is_not_there() -> None:
    amended = amend(person("p1", day(1)).event, day(1))
    assert isinstance(amended.event, EntryAmended)
    named = amended._replace(event=amended.event.model_copy(update={"personal": {"name": "Elma"}}))
    assert names_in(pairs([person("p1", day(1), name="Alma"), named])) == {"p1": "Elma"}
    assert names_in(pairs([person("p1", day(1), name="Alma"), amended])) == {}


def test_who_left_keeps_their_name_for_the_history() -> None:
    assert names_in(pairs([person("p1", day(1), name="Alma"), left("l1", "p1", day(2))])) == {"p1": "Alma"}
