"""Skills, education and reflection: three small forms on one page, what is due, and what was recorded last."""

from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.asking import Case
from adapters.http.carrying_out import carry_out
from adapters.http.choosing import options_of
from adapters.http.forms.describing import fields_of
from adapters.http.forms.form import WHEN_FIELD, Form
from adapters.http.in_episode import episode_page
from adapters.http.pages import done
from adapters.http.recorded import recorded
from adapters.http.seeing import see_episode
from adapters.http.several import named, unnamed
from adapters.http.visits import Clinical, Visit
from adapters.http.words.entries import KINDS
from engine.refusals import NotFound
from events.practice import EducationGiven, GroupAttended, ReflectionMade, RegulationPractised, SubstanceUseRecorded
from events.released import ENTRIES
from projections.due import due_rows, state_on
from workflows.aiat.content import content_model
from workflows.aiat.deadlines import RELAPSE_PLANNING

router = APIRouter()
_FORMS: Final = {
    "regulation": (RegulationPractised,),
    "education": (EducationGiven, GroupAttended),
    "reflection": (ReflectionMade,),
    "recurrence": (SubstanceUseRecorded,),
}
"""The forms of the page, and the kinds of entry that are shown beneath each."""
_NO_FIELD: Final = ("session",)


@router.get("/episodes/{episode}/practice")
def ask(visit: Clinical, episode: str) -> Response:
    """The page."""
    return _shown(visit, see_episode(visit, episode, "practice", opened=True, to_write=True))


@router.post("/episodes/{episode}/practice/{what}")
def record(visit: Clinical, episode: str, what: str) -> Response:
    """Records one of the forms and comes back to the page, where it stands beneath."""
    if what not in _FORMS:
        raise NotFound("There is no such form.")
    case = see_episode(visit, episode, "practice", opened=True, to_write=True)
    form = _form(visit, case, what).sent(unnamed(visit.posted, what))
    outcome = carry_out(visit, form, {"command": "record", "episode": episode, "what": what, "content": form.values()})
    if isinstance(outcome, Form):
        return _shown(visit, case, (what, outcome), 422)
    return done(visit, f"/episodes/{episode}/practice", KINDS[what].recorded)


def _form(visit: Visit, case: Case, what: str) -> Form:
    fields = fields_of(content_model(ENTRIES[what]), what, options_of(visit, case, what), left_out=_NO_FIELD)
    return Form((*fields, WHEN_FIELD), f"/episodes/{case.facts.episode.id}/practice/{what}")


def _shown(visit: Visit, case: Case, refused: tuple[str, Form] | None = None, status: int = 200) -> Response:
    forms = {what: refused[1] if refused and refused[0] == what else _form(visit, case, what) for what in _FORMS}
    episode = case.facts.episode
    return episode_page(
        visit,
        case,
        "practice.html",
        status,
        forms={what: named(form, what) for what, form in forms.items()},
        refused=refused[0] if refused else None,
        kinds=KINDS,
        last={what: recorded(visit, case, *kinds) for what, kinds in _FORMS.items()},
        due=_due(visit, case),
        is_planned=bool(episode.entered(RELAPSE_PLANNING)),
        review_days=case.facts.policy.deadlines.plan_review_after_recurrence,
        modules_done={entry.event.module for entry in episode.of(EducationGiven)}
        | {entry.event.module for entry in episode.of(GroupAttended) if entry.event.module},
    )


def _due(visit: Visit, case: Case) -> dict[str, Any]:
    rows = due_rows(case.facts, case.client)
    return {row.kind: (row, state_on(row, visit.today)) for row in rows if row.kind in {"reflection", "plan_review"}}
