"""The social map: its picture and table, what supporters can provide, and what the stage still asks for."""

from typing import NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.http.in_episode import episode_page
from adapters.http.languages import mark
from adapters.http.pictures.ego import ego
from adapters.http.pictures.growth import growth
from adapters.http.seeing import see_episode
from adapters.http.shown.looking_back import asked_back
from adapters.http.visits import Clinical
from events.social_map import ContactMade, SocialMapReviewed
from projections.names import names_in
from projections.social_map import social_map
from projections.times import local_day
from workflows.aiat.facts import Facts

router = APIRouter()


class Asks(NamedTuple):
    """Something that the stage asks of the map: how many there are and how many are needed."""

    words: str
    found: int
    needed: int


@router.get("/episodes/{episode}/map")
def show(visit: Clinical, episode: str, as_at: str = "", as_of: str = "") -> Response:
    """The map, now or as it was."""
    question = asked_back(visit, as_at, as_of)
    case = see_episode(visit, episode, "map", question, opened=True)
    facts = case.facts
    view = social_map(facts.episode, facts.site, facts.judged_at, names_in(case.records))
    reviewed = facts.episode.latest(SocialMapReviewed)
    return episode_page(
        visit,
        case,
        "social_map.html",
        question=question,
        view=view,
        names={one.person: one.name for one in view.people},
        ego=ego(facts.episode, view),
        growth=growth(facts),
        asks=_asks(facts),
        reviewed_on=local_day(reviewed.at.us, facts.site.zone) if reviewed else None,
        review_within=facts.policy.social_map.review_within_days,
    )


def _asks(facts: Facts) -> tuple[Asks, ...]:
    drawn, needed = facts.maps.at(facts.judged_at), facts.policy.social_map
    return (
        Asks(mark("People who support recovery"), len(drawn.supporters), needed.supporters),
        Asks(mark("Provisions they offer, of six"), len(drawn.provisions), needed.provisions),
        Asks(mark("Supporters from outside treatment"), len(drawn.outside_milieu), needed.outside_milieu),
        Asks(mark("Contacts recorded"), len(facts.episode.of(ContactMade)), needed.contacts),
    )
