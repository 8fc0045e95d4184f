"""The general form for a clinical entry: its fields come from the entry's own model."""

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
from adapters.http.seeing import see_episode
from adapters.http.visits import Clinical, Visit
from adapters.http.words.entries import KINDS
from engine.refusals import NotFound
from events.released import ENTRIES
from workflows.aiat.content import content_model

router = APIRouter()


@router.get("/episodes/{episode}/record/{what}")
def ask(visit: Clinical, episode: str, what: str) -> Response:
    """The empty form."""
    case = _seen(visit, episode, what)
    return _shown(visit, case, what, entry_form(visit, case, what), 200)


@router.post("/episodes/{episode}/record/{what}")
def record(visit: Clinical, episode: str, what: str) -> Response:
    """Records the entry, or shows the form again with what stands in the way."""
    case = _seen(visit, episode, what)
    form = entry_form(visit, case, what).sent(visit.posted)
    outcome = carry_out(visit, form, {"command": "record", "episode": episode, "what": what, "content": form.values()})
    if isinstance(outcome, Form):
        return _shown(visit, case, what, outcome, 422)
    return done(visit, f"/episodes/{episode}", KINDS[what].recorded)


def entry_form(visit: Visit, case: Case, what: str) -> Form:
    """The form for an entry of this kind in this episode."""
    fields = fields_of(content_model(ENTRIES[what]), what, options_of(visit, case, what))
    return Form((*fields, WHEN_FIELD), f"/episodes/{case.facts.episode.id}/record/{what}")


def _seen(visit: Visit, episode: str, what: str) -> Case:
    if what not in KINDS:
        raise NotFound(mark("There is no such form."))
    return see_episode(visit, episode, f"record {what}", opened=True, to_write=True)


def _shown(visit: Visit, case: Case, what: str, form: Form, status: int) -> Response:
    return episode_page(visit, case, "record.html", status, form=form, kind=KINDS[what])
