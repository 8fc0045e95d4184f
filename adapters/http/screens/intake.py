"""Intake on one page: consent, safety, substances, attachment history and care team, each a form of its own."""

from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.asking import Case
from adapters.http.carrying_out import carry_out
from adapters.http.choosing import options_of
from adapters.http.forms.describing import fields_of
from adapters.http.forms.form import WHEN_FIELD, Form
from adapters.http.in_episode import episode_page
from adapters.http.languages import mark
from adapters.http.pages import done
from adapters.http.recorded import recorded
from adapters.http.seeing import see_episode
from adapters.http.several import named, unnamed
from adapters.http.visits import Clinical, Visit
from adapters.http.words.entries import KINDS
from engine.refusals import NotFound
from events.released import ENTRIES
from workflows.aiat.content import content_model
from workflows.aiat.requirements import missing

router = APIRouter()
_SECTIONS: Final = {
    "consent": mark("Treatment begins with a yes that can be taken back at any time."),
    "safety-screen": mark(
        "So that nobody is left alone with danger, and hard questions are asked in a way that helps."
    ),
    "substance": mark("What a substance relieves shows what is to be found elsewhere. One entry for each substance."),
    "attachment-history": mark("Asked once, as far as the client wishes to say. Declining is an answer."),
    "care-team": mark("Mental health and substance use, both disciplines. The latest entry is the team."),
}
"""The forms of the page in order, each with why it is asked."""
_CODES: Final = {
    "consent": "treatment_consent",
    "safety-screen": "safety_screen",
    "substance": "substance_with_function",
    "attachment-history": "attachment_history",
    "care-team": "care_team_disciplines",
}


@router.get("/episodes/{episode}/intake")
def ask(visit: Clinical, episode: str) -> Response:
    """The page."""
    return _shown(visit, see_episode(visit, episode, "intake", opened=True, to_write=True))


@router.post("/episodes/{episode}/intake/{what}")
def record(visit: Clinical, episode: str, what: str) -> Response:
    """Records one section and comes back to the page."""
    if what not in _SECTIONS:
        raise NotFound("There is no such form.")
    case = see_episode(visit, episode, "intake", opened=True, to_write=True)
    form = _form(visit, case, what).sent(unnamed(visit.posted, what))
    outcome = carry_out(visit, form, {"command": "record", "episode": episode, "what": what, "content": form.values()})
    if isinstance(outcome, Form):
        return _shown(visit, case, (what, outcome), 422)
    return done(visit, f"/episodes/{episode}/intake", KINDS[what].recorded)


def _form(visit: Visit, case: Case, what: str) -> Form:
    fields = fields_of(content_model(ENTRIES[what]), what, options_of(visit, case, what))
    return Form((*fields, WHEN_FIELD), f"/episodes/{case.facts.episode.id}/intake/{what}")


def _shown(visit: Visit, case: Case, refused: tuple[str, Form] | None = None, status: int = 200) -> Response:
    forms = {what: refused[1] if refused and refused[0] == what else _form(visit, case, what) for what in _SECTIONS}
    episode = case.facts.episode
    unmet = {one.code: one for one in missing(case.facts)} if episode.stage == "intake" else {}
    return episode_page(
        visit,
        case,
        "intake.html",
        status,
        sections=_SECTIONS,
        kinds=KINDS,
        forms={what: named(form, what) for what, form in forms.items()},
        refused=refused[0] if refused else None,
        done={what: recorded(visit, case, ENTRIES[what]) for what in _SECTIONS},
        unmet={what: unmet[code] for what, code in _CODES.items() if code in unmet},
        staff=visit.web.names.staff(),
    )
