"""What answers a risk: tools used alone and people of the map, with suggestions by attachment strategy to edit."""

from dataclasses import replace
from typing import Final

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.asking import Case
from adapters.http.choosing import options_of
from adapters.http.forms.describing import fields_of
from adapters.http.forms.field import as_code
from adapters.http.forms.form import WHEN_FIELD, Form
from adapters.http.in_episode import address, contents, episode_page, record_entry, version_of
from adapters.http.languages import languages, mark
from adapters.http.pages import language_code
from adapters.http.plan_shown import Risk, plan_shown
from adapters.http.seeing import see_episode
from adapters.http.suggestions import Suggestion, suggestion, suggestions_for
from adapters.http.visits import Clinical, Visit
from adapters.http.words.choices import word
from engine.refusals import NotFound
from events.assessment import AttachmentFormulated
from events.relapse_plan import CopingPlanned
from workflows.aiat.content import content_model
from workflows.aiat.plan import coping

router = APIRouter()
_USE: Final = "_use"


@router.get("/episodes/{episode}/plan/risks/{risk}/coping")
def ask(visit: Clinical, episode: str, risk: str) -> Response:
    """The form for coping with a risk, with what is planned in it."""
    case, form = _seen(visit, episode, risk)
    return _shown(visit, case, risk, form, 200)


@router.post("/episodes/{episode}/plan/risks/{risk}/coping")
def record(visit: Clinical, episode: str, risk: str) -> Response:
    """Records it; or, where a suggestion was asked for, puts that beside what was typed, and records nothing yet."""
    case, form = _seen(visit, episode, risk)
    form = form.sent(visit.posted)
    if asked_for := suggestion(visit.posted.one(_USE)):
        return _shown(visit, case, risk, _with(visit, form, asked_for), 200)
    content = {**form.values(), "risk": risk}
    outcome = record_entry(visit, case, form, "coping", f"{address(case)}/plan", content)
    return _shown(visit, case, risk, outcome, 422) if isinstance(outcome, Form) else outcome


def _seen(visit: Visit, episode: str, risk: str) -> tuple[Case, Form]:
    case = see_episode(visit, episode, "plan: coping", opened=True, to_write=True)
    _the_risk(case, risk)
    fields = fields_of(content_model(CopingPlanned), "coping", options_of(visit, case, "coping"), left_out=("risk",))
    planned = coping(case.facts.episode).get(risk)
    form = Form(
        (*fields, WHEN_FIELD),
        f"{address(case)}/plan/risks/{risk}/coping",
        mark("Record the coping"),
        version=version_of(case),
    )
    return case, form.holding(contents(case).get(planned.position, {}) if planned else {})


def _the_risk(case: Case, risk: str) -> Risk:
    for found in plan_shown(case).risks:
        if found.id == risk:
            return found
    raise NotFound(mark("There is no such risk in this plan."))


def _with(visit: Visit, form: Form, one: Suggestion) -> Form:
    """The form with a suggestion after what was typed, in the reader's language."""
    say = languages()[language_code(visit.request)].gettext
    typed = [line for text in form.texts("alone") for line in text.splitlines() if line.strip()]
    there = {as_code(line) for line in typed}
    given = {
        **(form.given or {}),
        "alone": ("\n".join((*typed, *(say(word(tool)) for tool in one.alone if tool not in there))),),
        "detail": ("\n".join(text for text in (*form.texts("detail"), say(one.detail)) if text),),
    }
    return replace(form, given=given)


def _shown(visit: Visit, case: Case, risk: str, form: Form, status: int) -> Response:
    found = _the_risk(case, risk)
    formulated = case.facts.episode.latest(AttachmentFormulated)
    strategy = found.strategy or (formulated.event.strategy if formulated else None)
    return episode_page(
        visit,
        case,
        "coping.html",
        status,
        form=form,
        risk=found,
        strategy=strategy,
        suggestions=suggestions_for(strategy),
    )
