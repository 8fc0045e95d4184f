"""The discharge summary: read, written with a draft that is kept, and amended once it stands."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.asking import Case
from adapters.drafts import Draft, Place
from adapters.http.assessing.desk import desk_of
from adapters.http.carrying_out import carry_out
from adapters.http.closing import goals, overridden, signatures, written
from adapters.http.forms.field import Field
from adapters.http.forms.form import Form
from adapters.http.in_episode import address, episode_page, version_of
from adapters.http.languages import mark
from adapters.http.pages import done, language_code, page
from adapters.http.seeing import see_episode
from adapters.http.visits import Clinical, Visit
from adapters.http.words.requirements import requirement_words
from events.discharge import SummarySigned
from events.instants import to_datetime
from projections.times import local_day
from workflows.aiat.summary import summary

router = APIRouter()
_TEXT = Field("text", mark("Discharge summary"), "text", is_required=True)
_REASON = Field(
    "reason",
    mark("Why it is changed"),
    "line",
    mark("It stands in the history. Signatures given before no longer hold; both are needed anew."),
    is_required=True,
)
_WINDOW = "_window"


@router.get("/episodes/{episode}/discharge/summary")
def read(visit: Clinical, episode: str) -> Response:
    """The summary on a page of its own, as it is printed."""
    case = see_episode(visit, episode, "discharge summary", opened=True)
    facts, staff = case.facts, visit.web.names.staff()
    end = facts.episode.end
    return episode_page(
        visit,
        case,
        "summary.html",
        summary=written(case, staff),
        signatures=signatures(case, staff),
        goals=list(goals(case)),
        overridden=overridden(case, staff),
        requirement_words=requirement_words,
        site=facts.site.name,
        opened_on=local_day(facts.episode.opened.at.us, facts.site.zone),
        ended_on=local_day(end.at.us, facts.site.zone) if end else None,
        today=visit.today,
    )


@router.get("/episodes/{episode}/discharge/summary/edit")
def ask(visit: Clinical, episode: str) -> Response:
    """The form: the draft that was left, else the summary as it stands, else a start from what is recorded."""
    case = see_episode(visit, episode, "discharge summary", opened=True, to_write=True)
    drafts = desk_of(visit.request).drafts.of_form(_place(visit, case))
    draft = drafts[0] if drafts else None
    form = _form(case)
    form = form.holding(draft.content if draft else {"text": _start(visit, case)})
    return _shown(visit, case, form, 200, draft)


@router.post("/episodes/{episode}/discharge/summary/edit")
def write(visit: Clinical, episode: str) -> Response:
    """Records the summary, or amends the one that stands."""
    case = see_episode(visit, episode, "discharge summary", opened=True, to_write=True)
    form, stands = _form(case), summary(case.facts.episode)
    if stood := written(case, visit.web.names.staff()):
        form = form.holding({"text": stood.text})
    form = form.sent(visit.posted)
    values = form.values()
    command: dict[str, Any] = {"command": "record", "what": "summary", "episode": episode, "content": values}
    if stands is not None and _is_of_change(visit):
        reason = {"reason": values.pop("reason")} if "reason" in values else {}
        command = {"command": "amend", "entry": stands.id, "episode": episode, "content": values, **reason}
    outcome = carry_out(visit, form, command)
    if isinstance(outcome, Form):
        return _shown(visit, case, outcome, 422)
    _forget_draft(visit, case)
    return done(visit, f"{address(case)}/discharge", mark("Summary recorded."))


@router.post("/episodes/{episode}/discharge/summary/draft")
def keep(visit: Clinical, episode: str) -> Response:
    """Keeps what was typed, for its writer alone, until the summary is recorded or the draft given up."""
    case = see_episode(visit, episode, "draft", to_write=True)
    if visit.posted.one("_discard"):
        _forget_draft(visit, case)
        return done(visit, f"{address(case)}/discharge", mark("The draft was removed."))
    version = visit.posted.one("_draft_version")
    content = {name: visit.posted.one(name) for name in ("text", "reason") if name in visit.posted.values}
    desk_of(visit.request).drafts.save(
        _place(visit, case),
        content,
        window=visit.posted.one(_WINDOW) or visit.session.csrf,
        draft=visit.posted.one("_draft") or None,
        version=int(version) if version.isdigit() else None,
    )
    if visit.is_htmx:
        return page(visit, "_draft_kept.html", at=to_datetime(visit.now, case.facts.site.zone).isoformat())
    return done(visit, f"{address(case)}/discharge", mark("The draft is kept, for you alone. Go on when you like."))


def _form(case: Case) -> Form:
    stands, path = summary(case.facts.episode), f"{address(case)}/discharge/summary/edit"
    if stands is None:
        return Form((_TEXT,), path, mark("Record the summary"), version=version_of(case))
    return Form((_TEXT, _REASON), path, mark("Record the change"), version=version_of(case))


def _is_of_change(visit: Visit) -> bool:
    """Whether the form was opened on a summary that stood; one opened before is a retry, or refused as stale."""
    return _REASON.name in visit.posted.values


def _start(visit: Visit, case: Case) -> str:
    staff = visit.web.names.staff()
    if (stands := written(case, staff)) is not None:
        return stands.text
    template = visit.web.environments[language_code(visit.request)].get_template("summary_start.html")
    facts = case.facts
    opened_on = local_day(facts.episode.opened.at.us, facts.site.zone)
    said = {"goals": list(goals(case)), "overridden": overridden(case, staff), "requirement_words": requirement_words}
    return template.render(opened_on=opened_on, **said).strip()


def _place(visit: Visit, case: Case) -> Place:
    return Place(visit.member.id, case.facts.episode.client, case.facts.episode.id, "summary")


def _forget_draft(visit: Visit, case: Case) -> None:
    drafts = desk_of(visit.request).drafts
    for one in drafts.of_form(_place(visit, case)):
        drafts.delete(visit.member.id, one.id)


def _shown(visit: Visit, case: Case, form: Form, status: int, draft: Draft | None = None) -> Response:
    return episode_page(
        visit,
        case,
        "summary_edit.html",
        status,
        form=form,
        draft=draft,
        drafted_at=to_datetime(draft.updated_at, case.facts.site.zone).isoformat() if draft else None,
        window=visit.posted.one(_WINDOW) or form.command_id,
        was_signed=bool(case.facts.episode.steps_of(SummarySigned)),
    )
