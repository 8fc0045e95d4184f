"""One episode: who it is, where it stands, what is missing for the next step, and what can be recorded."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.asking import asked
from adapters.http.pages import page
from adapters.http.remedies import remedy
from adapters.http.seeing import see_episode
from adapters.http.visits import Clinical
from adapters.http.words.entries import KINDS
from adapters.identity.permissions import writes
from workflows.aiat.requirements import missing, pathway_for

router = APIRouter()
STAGES: Final = ("intake", "assessment", "social_map_building", "relapse_planning", "discharge_reassessment")


@router.get("/episodes/{episode}")
def show(visit: Clinical, episode: str, as_at: str | None = None, as_of: str | None = None) -> Response:
    """The page of an episode, now or as it was."""
    question = asked(visit.web.clinic, as_at or None, as_of or None)
    case = see_episode(visit, episode, "episode", question)
    facts = case.facts
    definition = pathway_for(facts).definition
    reached = definition.order[facts.episode.stage] if facts.episode.stage in definition.order else len(STAGES)
    return page(
        visit,
        "episode.html",
        episode=facts.episode,
        name=visit.web.names.client(facts.episode.client),
        stages=[(stage, definition.order[stage] - reached) for stage in STAGES],
        missing=[(unmet, remedy(episode, unmet.code)) for unmet in missing(facts)] if not facts.episode.end else [],
        kinds={
            what: kind
            for what, kind in KINDS.items()
            if (opens := definition.opened_by(what)) is not None and definition.order[opens.name] <= reached
        },
        can_write=writes(visit.member),
        looking_back=question.banner,
    )
