"""A questionnaire: choose it, answer it, record it, and see at once what it came to."""

from typing import Any, Final

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.asking import Case
from adapters.http.assessing.choosing_form import OCCASIONS, asked_for, baseline_of, choices, next_form
from adapters.http.assessing.desk import laid_out
from adapters.http.assessing.drafting import drafted, finished, place_of
from adapters.http.assessing.grounding import grounding_of
from adapters.http.assessing.outcome import outcome_of
from adapters.http.assessing.sheet import Sheet, differing
from adapters.http.assessing.why import NAMES, WHY
from adapters.http.assessing.wordings import words_of
from adapters.http.carrying_out import carry_out
from adapters.http.forms.field import Field
from adapters.http.forms.form import WHEN_FIELD, Form
from adapters.http.languages import mark
from adapters.http.pages import done, page
from adapters.http.screens.tablet_links import handed
from adapters.http.seeing import see_episode
from adapters.http.visits import Clinical, Visit
from engine.refusals import NotFound
from events.assessment import AssessmentTaken
from events.instants import to_datetime

router = APIRouter(lifespan=laid_out)
_NOTE: Final = Field("note", mark("Note"), "text", mark("Kept sealed with the client's own key"))


@router.get("/episodes/{episode}/assessments/new")
def ask(
    visit: Clinical,
    episode: str,
    form: str = "",
    occasion: str = "",
    target: str = "",
    draft: str = "",
    fresh: str = "",
    measure: str = "",
) -> Response:
    """The questionnaire, with what was answered when it was left, if it was."""
    case = see_episode(visit, episode, "assessment", opened=True, to_write=True)
    sheet = asked_for(case.facts, form, occasion, target, measure)
    return _shown(visit, case, sheet, draft=draft, is_fresh=bool(fresh))


@router.post("/episodes/{episode}/assessments")
def record(visit: Clinical, episode: str) -> Response:
    """Records the answers, or shows the questionnaire again with every answer still in it."""
    case = see_episode(visit, episode, "assessment", opened=True, to_write=True)
    sheet = sent(visit, case)
    if visit.posted.one("open") == "declined":
        sheet = sheet.with_open_declined()
    form = _form(case, sheet).sent(visit.posted)
    if sheet.open_items:
        return _shown(visit, case, sheet, form, status=422)
    asked = {"command": "record", "episode": episode, "what": "assessment", "content": sheet.content()}
    outcome = carry_out(visit, form, asked)
    if isinstance(outcome, Form):
        return _shown(visit, case, sheet, outcome, status=422)
    finished(visit, place_of(visit, case, sheet))
    entry = outcome.command.entry or outcome.command.new_id(0)
    return done(visit, f"/episodes/{episode}/assessments/{entry}", mark("Answers recorded."))


@router.get("/episodes/{episode}/assessments/{entry}")
def came_to(visit: Clinical, episode: str, entry: str) -> Response:
    """The scores of an administration, beside those of the baseline."""
    case = see_episode(visit, episode, "assessment")
    taken = case.facts.episode.entries.get(entry)
    outcome = outcome_of(case.facts, taken) if taken and isinstance(taken.event, AssessmentTaken) else None
    if taken is None or outcome is None:
        raise NotFound(mark("There is no such assessment."))
    occasion = taken.event.occasion
    return page(
        visit,
        "assessment_outcome.html",
        **_about(visit, case),
        outcome=outcome,
        taken=taken,
        taken_at=to_datetime(taken.at.us, visit.web.clinic.site.zone),
        before_at=to_datetime(outcome.before.at.us, visit.web.clinic.site.zone) if outcome.before else None,
        next_form=next_form(case.facts, occasion) if case.facts.episode.end is None else None,
    )


def sent(visit: Visit, case: Case) -> Sheet:
    """The sheet that was posted."""
    posted = visit.posted
    empty = asked_for(case.facts, posted.one("form"), posted.one("occasion"), posted.one("target"))
    return empty.with_answers(posted)


def _form(case: Case, sheet: Sheet) -> Form:
    action = f"/episodes/{case.facts.episode.id}/assessments"
    given = {name: (text,) for name, text in sheet.texts.items()}
    return Form((_NOTE, WHEN_FIELD), action, mark("Record the answers"), given=given or None)


def _shown(
    visit: Visit,
    case: Case,
    sheet: Sheet,
    form: Form | None = None,
    *,
    status: int = 200,
    draft: str = "",
    is_fresh: bool = False,
) -> Response:
    kept = drafted(visit, place_of(visit, case, sheet), draft, is_fresh=is_fresh, is_sent=form is not None)
    sheet = kept.sheet or sheet
    before = baseline_of(case.facts, sheet.form.id)
    return page(
        visit,
        "assessment.html",
        status,
        **_about(visit, case),
        sheet=sheet,
        form=form or _form(case, kept.sheet or sheet),
        is_sent=form is not None,
        kept=kept,
        differing=differing(sheet, [other.sheet for other in kept.others]),
        choices=choices(case.facts),
        measures=NAMES,
        occasions=OCCASIONS,
        why=WHY[case.facts.policy.measure_of(sheet.form.id)],
        grounding=grounding_of(visit.web.clinic, case.facts.episode),
        words=words_of(visit.request, sheet.form, sheet.response_range),
        handed=handed(visit, case),
        other_than_baseline=before.event.form
        if before and sheet.occasion != "baseline" and before.event.form != sheet.form.id
        else None,
    )


def _about(visit: Visit, case: Case) -> dict[str, Any]:
    episode = case.facts.episode
    return {"episode": episode, "name": visit.web.names.client(episode.client)}
