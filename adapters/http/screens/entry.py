"""The history of an entry: every version of it, with both times, who and why; amending it, and voiding it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.amending import content_in_force
from adapters.asking import Asked, Case
from adapters.http.carrying_out import Carried, carry_out
from adapters.http.choosing import options_of
from adapters.http.forms.describing import fields_of
from adapters.http.forms.field import Field
from adapters.http.forms.form import WHEN_FIELD, Form
from adapters.http.in_episode import address, episode_page, version_of
from adapters.http.languages import mark
from adapters.http.pages import done
from adapters.http.seeing import see_episode
from adapters.http.shown.evidence import told
from adapters.http.visits import Clinical, Visit
from adapters.http.words.entries import KINDS
from engine.refusals import NotFound
from events.assessment import AssessmentTaken
from events.event import Entry
from projections.timeline import TimelineRow
from workflows.aiat.commands import Void
from workflows.aiat.content import content_model
from workflows.aiat.references import referring_to

router = APIRouter()
WHY: Final = "why_amended"
_WHY_FIELD: Final = Field(
    WHY, mark("Why it is amended"), "text", mark("It stays with the record, beside what stood there before."), True
)
_NEW_TIME: Final = WHEN_FIELD._replace(
    label=mark("Another time at which it happened"), hint=mark("Leave empty to keep the time as it is")
)
ANSWER: Final = "answer-"
_NEVER_AMENDED: Final = ("form", "participants")
"""Another form is another assessment; how many took part belongs to the session."""
_TITLES: Final = {"assessment": mark("Assessment"), "group": mark("Group session")}


class Referring(NamedTuple):
    """What rests on an entry. `href` is empty for a signature, which has no history of its own."""

    words: str
    href: str


@router.get("/episodes/{episode}/entries/{entry}")
def show(visit: Clinical, episode: str, entry: str) -> Response:
    """Every version of an entry."""
    case = see_episode(visit, episode, "entry", opened=True)
    return _page(visit, case, entry, "episode/entry.html")


@router.get("/episodes/{episode}/entries/{entry}/amend")
def ask_to_amend(visit: Clinical, episode: str, entry: str) -> Response:
    """The entry as it stands, in its form."""
    case = see_episode(visit, episode, "amend", opened=True, to_write=True)
    return _amend_page(visit, case, entry, _amend_form(visit, case, entry)[0], 200)


@router.post("/episodes/{episode}/entries/{entry}/amend")
def amend(visit: Clinical, episode: str, entry: str) -> Response:
    """Replaces the content of the entry, or shows the form again with what stands in the way."""
    case = see_episode(visit, episode, "amend", opened=True, to_write=True)
    empty, held = _amend_form(visit, case, entry)
    form = empty.sent(visit.posted)
    outcome: Carried | Form = _checked(form)
    if outcome is form:
        reason, content = _apart(form, held)
        asked = {"command": "amend", "episode": episode, "entry": entry, "reason": reason, "content": content}
        outcome = carry_out(visit, form, asked)
    if isinstance(outcome, Form):
        return _amend_page(visit, case, entry, outcome, 422)
    return done(visit, f"{address(case)}/entries/{entry}", mark("Amended. What stood there before is kept below."))


@router.get("/episodes/{episode}/entries/{entry}/void")
def ask_to_void(visit: Clinical, episode: str, entry: str) -> Response:
    """What voiding means, and what stands in its way."""
    case = see_episode(visit, episode, "void", opened=True, to_write=True)
    return _page(visit, case, entry, "episode/void.html", form=_void_form(case, entry))


@router.post("/episodes/{episode}/entries/{entry}/void")
def void(visit: Clinical, episode: str, entry: str) -> Response:
    """Voids the entry, or says what still refers to it."""
    case = see_episode(visit, episode, "void", opened=True, to_write=True)
    form = _void_form(case, entry).sent(visit.posted)
    outcome = carry_out(visit, form, {"command": "void", "episode": episode, "entry": entry, **form.values()})
    if isinstance(outcome, Form):
        return _page(visit, case, entry, "episode/void.html", 422, form=outcome)
    return done(visit, f"{address(case)}/entries/{entry}", mark("Voided. It no longer counts; its history stays."))


def title_of(what: str) -> str:
    """What a kind of entry is called; a message to translate."""
    return KINDS[what].title if what in KINDS else _TITLES[what]


def _page(visit: Visit, case: Case, entry: str, template: str, status: int = 200, **context: Any) -> Response:
    versions = [row for row in told(case, Asked(), visit.web.names.staff()) if row.entry == entry]
    if not versions:
        raise NotFound(mark("There is no such entry."))
    in_force = case.facts.episode.entries.get(entry)
    return episode_page(
        visit,
        case,
        template,
        status,
        entry=entry,
        title=title_of(_kind_of(case, entry).what),
        versions=versions[::-1],
        in_force=in_force,
        referring=_referring(visit, case, entry) if in_force else [],
        staff=visit.web.names.staff(),
        **context,
    )


def _amend_page(visit: Visit, case: Case, entry: str, form: Form, status: int) -> Response:
    answers = [field.name for field in form.fields if field.name.startswith(ANSWER)]
    return _page(visit, case, entry, "episode/amend.html", status, form=form, answer_names=answers)


def _kind_of(case: Case, entry: str) -> type[Entry]:
    return next(type(event) for _, event in case.records if isinstance(event, Entry) and event.entry == entry)


def _referring(visit: Visit, case: Case, entry: str) -> Sequence[Referring]:
    rows = {row.entry: row for row in told(case, Asked(), visit.web.names.staff()) if row.entry is not None}
    found = referring_to(case.facts.episode, entry)
    return [
        Referring(_said(rows.get(one), one), f"{address(case)}/entries/{one}" if one in rows else "") for one in found
    ]


def _said(row: TimelineRow | None, otherwise: str) -> str:
    return row.words if row else otherwise.capitalize()


def _void_form(case: Case, entry: str) -> Form:
    fields = fields_of(Void, "void", {}, left_out=("entry",))
    path = f"{address(case)}/entries/{entry}/void"
    return Form(fields, path, mark("Void this entry"), version=version_of(case))


def _amend_form(visit: Visit, case: Case, entry: str) -> tuple[Form, Mapping[str, Any]]:
    """The form that holds what stands there now, and that content."""
    held = content_in_force(visit.web.clinic, case.facts.episode.id, entry)
    if held is None:
        raise NotFound(mark("There is no such entry in force."))
    kind, content = held
    options = options_of(visit, case, kind.what)
    described = fields_of(content_model(kind), kind.what, options, left_out=_NEVER_AMENDED)
    answers = _answer_fields(content) if kind is AssessmentTaken else ()
    form = Form(
        (*described, *answers, _NEW_TIME, _WHY_FIELD),
        f"{address(case)}/entries/{entry}/amend",
        mark("Amend"),
        version=version_of(case),
    )
    return form.holding(content), content


def _answer_fields(content: Mapping[str, Any]) -> tuple[Field, ...]:
    """A field an item, so that an answer taken down wrongly can be put right; empty is one that was declined."""
    return tuple(
        Field(ANSWER + item, item, "number", initial=() if answer is None else (str(answer),))
        for item, answer in content["answers"].items()
    )


def _checked(form: Form) -> Form:
    """The form with what only this page can say is wrong beside its field; the same one where nothing is."""
    problems: dict[str, tuple[str, ...]] = {}
    for name, value in form.values().items():
        if name.startswith(ANSWER) and not value.removeprefix("-").isdecimal():
            problems[name] = (mark("A whole number, please."),)
    if WHY not in form.values():
        problems[WHY] = (mark("Please fill this in."),)
    return replace(form, problems=problems) if problems else form


def _apart(form: Form, held: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """Why the entry is amended, and its new content: what has no field, or was left as it was, stays exactly so."""
    given = form.values()
    names = {field.name for field in form.fields}
    as_it_was = names & held.keys() & {one.name for one in form.fields if one.is_left(form.texts(one.name))}
    content = {name: value for name, value in held.items() if name not in names or name in as_it_was}
    content |= {name: value for name, value in given.items() if name not in as_it_was and not name.startswith(ANSWER)}
    if "answers" in held:
        content["answers"] = {item: given.get(ANSWER + item) for item in held["answers"]}
    return content.pop(WHY), content
