"""What changes the social map: somebody comes onto it, changes, leaves it; a tie is drawn; the map is reviewed."""

from dataclasses import replace
from typing import Any, Final, NamedTuple

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.asking import Case
from adapters.http.choosing import options_of
from adapters.http.forms.describing import fields_of
from adapters.http.forms.form import WHEN_FIELD, Form
from adapters.http.in_episode import address, episode_page, record_entry, version_of
from adapters.http.languages import mark
from adapters.http.seeing import see_episode
from adapters.http.visits import Clinical, Visit
from engine.refusals import NotFound
from events.released import ENTRIES
from projections.names import names_in
from workflows.aiat.content import content_model

router = APIRouter()


class Doing(NamedTuple):
    """Something done to the map, or to somebody on it."""

    what: str
    title: str
    submit: str
    lead: str = ""


_TO_THE_MAP: Final = {
    "add": Doing("person", mark("Add a person"), mark("Put them on the map")),
    "tie": Doing(
        "tie",
        mark("Draw a tie"),
        mark("Draw the tie"),
        mark("Two people who know each other. Drawing it again with another closeness replaces it."),
    ),
    "review": Doing(
        "map-review",
        mark("Review the map"),
        mark("Record the review"),
        mark("For when you went through the whole map together. What changed is recorded person by person."),
    ),
}
_TO_SOMEBODY: Final = {
    "change": Doing(
        "person-change",
        mark("Change what is known of a person"),
        mark("Record the change"),
        mark("As it is recorded now. Change what is different; the history keeps what it was."),
    ),
    "leave": Doing(
        "person-left",
        mark("Take a person off the map"),
        mark("Take them off the map"),
        mark("They are no longer part of the client's life, or no longer wanted here. Earlier entries stay."),
    ),
}


@router.get("/episodes/{episode}/map/{doing}")
def ask(visit: Clinical, episode: str, doing: str) -> Response:
    """The form for something done to the map."""
    case, found = _seen(visit, episode, _TO_THE_MAP.get(doing))
    return _shown(visit, case, found, _form(visit, case, found, doing), 200)


@router.post("/episodes/{episode}/map/{doing}")
def record(visit: Clinical, episode: str, doing: str) -> Response:
    """Records it."""
    case, found = _seen(visit, episode, _TO_THE_MAP.get(doing))
    return _record(visit, case, found, _form(visit, case, found, doing))


@router.get("/episodes/{episode}/map/people/{person}/{doing}")
def ask_of_person(visit: Clinical, episode: str, person: str, doing: str) -> Response:
    """The form for something about somebody on the map; for a change, with what is recorded in it."""
    case, found = _seen(visit, episode, _TO_SOMEBODY.get(doing))
    return _shown(visit, case, found, _form_about(visit, case, found, person, doing), 200)


@router.post("/episodes/{episode}/map/people/{person}/{doing}")
def record_of_person(visit: Clinical, episode: str, person: str, doing: str) -> Response:
    """Records it; one who decided on what others have changed meanwhile is told so first."""
    case, found = _seen(visit, episode, _TO_SOMEBODY.get(doing))
    return _record(visit, case, found, _form_about(visit, case, found, person, doing))


def _seen(visit: Visit, episode: str, doing: Doing | None) -> tuple[Case, Doing]:
    if doing is None:
        raise NotFound(mark("There is no such form."))
    return see_episode(visit, episode, f"map: {doing.what}", opened=True, to_write=True), doing


def _form(visit: Visit, case: Case, doing: Doing, path: str) -> Form:
    fields = fields_of(content_model(ENTRIES[doing.what]), doing.what, options_of(visit, case, doing.what))
    if doing.what == "person":  # whose name it is comes first, and the note last
        fields = tuple(sorted(fields, key=lambda field: field.name != "name"))
    return Form((*fields, WHEN_FIELD), f"{address(case)}/map/{path}", doing.submit)


def _form_about(visit: Visit, case: Case, doing: Doing, person: str, path: str) -> Form:
    form = _form(visit, case, doing, f"people/{person}/{path}")
    fields = tuple(
        field._replace(options=tuple(one for one in field.options if one.value == person))
        if field.name == "person"
        else field
        for field in form.fields
    )
    form = replace(form, fields=fields, version=version_of(case))
    on_map = case.facts.maps.at(case.facts.now).people.get(person)
    held: dict[str, Any] = {"person": person}
    if on_map is not None and doing.what == "person-change":
        held |= {**on_map._asdict(), "name": names_in(case.records).get(person)}
    return form.holding(held)


def _record(visit: Visit, case: Case, doing: Doing, form: Form) -> Response:
    form = form.sent(visit.posted)
    outcome = record_entry(visit, case, form, doing.what, f"{address(case)}/map", form.values())
    return _shown(visit, case, doing, outcome, 422) if isinstance(outcome, Form) else outcome


def _shown(visit: Visit, case: Case, doing: Doing, form: Form, status: int) -> Response:
    if any(field.name == "person" and not field.options for field in form.fields) and status == 200:
        raise NotFound(mark("They are not on the map."))
    return episode_page(
        visit, case, "episode_form.html", status, form=form, title=doing.title, lead=doing.lead, here="map"
    )
