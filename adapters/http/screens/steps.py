"""The steps of an episode as a whole: on to the next stage, back, on hold and resumed, ended, moved, voided."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.asking import Case
from adapters.http.carrying_out import carry_out
from adapters.http.forms.form import Form
from adapters.http.in_episode import address, episode_page
from adapters.http.languages import mark
from adapters.http.pages import done
from adapters.http.seeing import see_episode
from adapters.http.shown.steps import STEPS, Step, may_take, step_form
from adapters.http.visits import Clinical, Forbidden, Visit
from engine.refusals import NotFound

router = APIRouter()


@router.get("/episodes/{episode}/steps/{name}")
def ask(visit: Clinical, episode: str, name: str) -> Response:
    """The form of a step, with what it means."""
    case, step = _seen(visit, episode, name)
    return _shown(visit, case, step, step_form(case, name), 200)


@router.post("/episodes/{episode}/steps/{name}")
def take(visit: Clinical, episode: str, name: str) -> Response:
    """Takes the step, or shows its form again with what stands in the way."""
    case, step = _seen(visit, episode, name)
    form = step_form(case, name).sent(visit.posted)
    outcome = carry_out(visit, form, {"command": step.command.command, "episode": episode, **_values(form)})
    if isinstance(outcome, Form):
        return _shown(visit, case, step, outcome, 422)
    return done(visit, address(case), step.recorded)


def _values(form: Form) -> dict[str, Any]:
    """What was given; a TEDS-D reason is a number."""
    values = form.values()
    reason = values.get("teds_reason", "")
    return values | ({"teds_reason": int(reason)} if reason.isdecimal() else {})


def _seen(visit: Visit, episode: str, name: str) -> tuple[Case, Step]:
    step = STEPS.get(name)
    if step is None:
        raise NotFound("There is no such form.")
    case = see_episode(visit, episode, f"step {name}", to_write=True)
    if not may_take(visit.member, step):
        raise Forbidden(mark("Supervisors do this. Ask one of them."))
    return case, step


def _shown(visit: Visit, case: Case, step: Step, form: Form, status: int) -> Response:
    return episode_page(visit, case, "episode/step.html", status, step=step, form=form)
