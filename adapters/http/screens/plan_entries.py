"""What changes the relapse plan: a risk, what answers it, whom to call, the rest; agreeing to it, reviewing it."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.amending import content_in_force
from adapters.asking import Case
from adapters.http.carrying_out import carry_out
from adapters.http.choosing import options_of
from adapters.http.forms.describing import fields_of
from adapters.http.forms.field import Field
from adapters.http.forms.form import WHEN_FIELD, Form
from adapters.http.in_episode import address, contents, episode_page, record_entry, version_of
from adapters.http.languages import mark
from adapters.http.pages import done
from adapters.http.plan_shown import RISK_KINDS, plan_shown
from adapters.http.seeing import see_episode
from adapters.http.visits import Clinical, Visit
from engine.refusals import NotFound
from events.relapse_plan import PlanDetailed
from events.released import ENTRIES
from workflows.aiat.content import content_model
from workflows.aiat.plan import risks

router = APIRouter()


class Doing(NamedTuple):
    """Something done to the plan. `rests_on_plan`: whoever does it decides on what they see."""

    what: str
    title: str
    submit: str
    lead: str = ""
    rests_on_plan: bool = False


_DOINGS: Final = {
    "risk": Doing("risk", mark("Add a risk"), mark("Record the risk")),
    "crisis": Doing("crisis-contact", mark("Add a crisis contact"), mark("Record the crisis contact")),
    "details": Doing(
        "plan",
        mark("Reasons, meetings, and what to do after a lapse"),
        mark("Record"),
        mark("As it is recorded now; what you record replaces it."),
        rests_on_plan=True,
    ),
    "agree": Doing(
        "plan-agreement",
        mark("The client agrees to the plan"),
        mark("The client agrees"),
        mark("Go through it together. The agreement holds for the plan as it stands here, and lapses when it changes."),
        rests_on_plan=True,
    ),
    "review": Doing(
        "plan-review",
        mark("Review of the plan"),
        mark("Record the review"),
        mark("For when you went through it together, as after a recurrence of use. Record first what changed."),
    ),
}
_WHY: Final = Field("reason", mark("Why it is changed"), "line", mark("It stands in the history"), is_required=True)


@router.get("/episodes/{episode}/plan/{doing}")
def ask(visit: Clinical, episode: str, doing: str, kind: str = "") -> Response:
    """The form for something done to the plan; `kind` is that of a new risk."""
    case = _seen(visit, episode, doing)
    form = _form(visit, case, doing)
    if doing == "risk" and kind in RISK_KINDS:
        form = form.holding({"kind": kind})
    return _shown(visit, case, doing, form, 200)


@router.post("/episodes/{episode}/plan/{doing}")
def record(visit: Clinical, episode: str, doing: str) -> Response:
    """Records it."""
    case = _seen(visit, episode, doing)
    form = _form(visit, case, doing).sent(visit.posted)
    outcome = record_entry(visit, case, form, _DOINGS[doing].what, f"{address(case)}/plan", form.values())
    return _shown(visit, case, doing, outcome, 422) if isinstance(outcome, Form) else outcome


@router.get("/episodes/{episode}/plan/risks/{risk}/change")
def ask_to_change(visit: Clinical, episode: str, risk: str) -> Response:
    """The form to change a risk, with what is recorded in it."""
    case, form, _ = _changing(visit, episode, risk)
    return _shown_change(visit, case, form, 200)


@router.post("/episodes/{episode}/plan/risks/{risk}/change")
def change(visit: Clinical, episode: str, risk: str) -> Response:
    """Amends a risk; the history keeps what it was."""
    case, form, held = _changing(visit, episode, risk)
    form = form.sent(visit.posted)
    values = form.values()
    command: dict[str, Any] = {"command": "amend", "episode": episode, "entry": risk}
    if "reason" in values:
        command["reason"] = values.pop("reason")
    kept = {name: value for name, value in held.items() if name == "carried_from"}
    outcome = carry_out(visit, form, {**command, "content": {**kept, **values}})
    if isinstance(outcome, Form):
        return _shown_change(visit, case, outcome, 422)
    return done(visit, f"{address(case)}/plan", mark("The risk was changed; an earlier agreement has lapsed."))


def _seen(visit: Visit, episode: str, doing: str) -> Case:
    if doing not in _DOINGS:
        raise NotFound(mark("There is no such form."))
    return see_episode(visit, episode, f"plan: {_DOINGS[doing].what}", opened=True, to_write=True)


def _form(visit: Visit, case: Case, path: str) -> Form:
    doing = _DOINGS[path]
    fields = fields_of(content_model(ENTRIES[doing.what]), doing.what, options_of(visit, case, doing.what))
    form = Form((*fields, WHEN_FIELD), f"{address(case)}/plan/{path}", doing.submit)
    if doing.rests_on_plan:
        form = replace(form, version=version_of(case))
    return form.holding(_details(case)) if path == "details" else form


def _details(case: Case) -> Mapping[str, Any]:
    latest = case.facts.episode.latest(PlanDetailed)
    return contents(case).get(latest.position, {}) if latest else {}


def _changing(visit: Visit, episode: str, risk: str) -> tuple[Case, Form, Mapping[str, Any]]:
    case = see_episode(visit, episode, "plan: risk", opened=True, to_write=True)
    found = content_in_force(visit.web.clinic, episode, risk)
    if found is None or risk not in {one.id for one in risks(case.facts.episode)}:
        raise NotFound(mark("There is no such risk in this plan."))
    fields = fields_of(content_model(found[0]), "risk", {})
    path = f"{address(case)}/plan/risks/{risk}/change"
    form = Form((*fields, _WHY), path, mark("Record the change"), version=version_of(case))
    return case, form.holding(found[1]), found[1]


def _shown(visit: Visit, case: Case, path: str, form: Form, status: int) -> Response:
    doing = _DOINGS[path]
    template = "plan_agree.html" if path in {"agree", "review"} else "episode_form.html"
    return episode_page(
        visit,
        case,
        template,
        status,
        form=form,
        title=doing.title,
        lead=doing.lead,
        here="plan",
        plan=plan_shown(case),
        kinds=RISK_KINDS,
    )


def _shown_change(visit: Visit, case: Case, form: Form, status: int) -> Response:
    title, lead = mark("Change a risk"), mark("As it is recorded now. Change what is different.")
    return episode_page(visit, case, "episode_form.html", status, form=form, title=title, lead=lead, here="plan")
