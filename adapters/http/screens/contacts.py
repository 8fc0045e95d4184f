"""Contacts with the people on the map: logged in three taps, listed, and counted as the use of the map is judged."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final, NamedTuple
from zoneinfo import ZoneInfo

from fastapi import APIRouter
from fastapi.responses import Response

from adapters.asking import Asked, Case
from adapters.http.choosing import options_of, plan_risks
from adapters.http.forms.describing import fields_of
from adapters.http.forms.field import Field, Option
from adapters.http.forms.form import WHEN_FIELD, Form
from adapters.http.in_episode import address, contents, episode_page, record_entry
from adapters.http.languages import mark
from adapters.http.pictures.contacts import contacts as contacts_picture
from adapters.http.seeing import see_episode
from adapters.http.shown.looking_back import asked_back
from adapters.http.visits import Clinical, Visit
from events.instants import DAY, HOUR, end_of_day, local_date, parse
from events.social_map import ContactMade
from projections.names import names_in
from projections.times import local_time
from workflows.aiat.content import content_model
from workflows.aiat.criteria import demonstrated_use
from workflows.aiat.facts import Facts
from workflows.aiat.social_map import Person

router = APIRouter()
_AS_BEFORE: Final = ("how", "begun_by", "purpose")
_AT_FIRST: Final = ("phone", "client", "check_in")
"""How a contact is taken to have been, until something else was recorded of the same person."""
_FOLDED: Final = (*_AS_BEFORE, "risk", "note", "_when")
_SHOWN: Final = 25
USE: Final = {
    "supported": mark("Contacts that went supported"),
    "people": mark("With so many different people"),
    "people_not_staff": mark("Of whom not staff"),
    "days": mark("On so many different days"),
    "answering_a_risk": mark("Answered a risk of the plan"),
    "share_begun_by_client": mark("Begun by the client"),
}
_NEEDED: Final = {"supported": "supported_contacts"}


class Choice(NamedTuple):
    """Somebody to have been in contact with. `before` is how, begun by whom, and what for, the last time."""

    person: Person
    name: str
    before: tuple[str, ...]
    is_first: bool


@dataclass(frozen=True)
class Contact:
    """A contact as listed; `risk` is the description of the risk that it answered."""

    at: str
    name: str
    event: ContactMade
    risk: str | None
    note: str | None


class Span(NamedTuple):
    """Days over which the use of the map is judged; `first` and `last` are whole days (`is_days`), else moments.

    It begins no earlier than treatment. `counts` has what counts, by name, and whether all of it is `met`.
    """

    first: str
    last: str
    is_days: bool
    counts: Mapping[str, Any]


@router.get("/episodes/{episode}/contacts")
def show(visit: Clinical, episode: str, as_at: str = "", as_of: str = "") -> Response:
    """The contacts, and the form for another one."""
    question = asked_back(visit, as_at, as_of)
    case = see_episode(visit, episode, "contacts", question, opened=True)
    return _shown(visit, case, _form(visit, case), 200, question)


@router.post("/episodes/{episode}/contacts")
def record(visit: Clinical, episode: str) -> Response:
    """Records a contact; what was left as the last time is taken from the page that was sent."""
    case = see_episode(visit, episode, "contacts", opened=True, to_write=True)
    form = _form(visit, case).sent(visit.posted)
    content = form.values()
    before = visit.posted.one(f"_before-{content.get('person')}").split()
    content = dict(zip(_AS_BEFORE, before or _AT_FIRST, strict=False)) | content
    outcome = record_entry(visit, case, form, "contact", f"{address(case)}/contacts", content)
    return _shown(visit, case, outcome, 422) if isinstance(outcome, Form) else outcome


def _form(visit: Visit, case: Case) -> Form:
    fields = fields_of(content_model(ContactMade), "contact", options_of(visit, case, "contact"))
    fields = tuple(_or_as_before(field) if field.name in _AS_BEFORE else field for field in fields)
    return Form((*fields, WHEN_FIELD), f"{address(case)}/contacts", mark("Record the contact"))


def _or_as_before(field: Field) -> Field:
    return field._replace(options=(Option("", mark("As last time")), *field.options), initial=("",))


def _shown(visit: Visit, case: Case, form: Form, status: int, question: Asked | None = None) -> Response:
    facts = case.facts
    made = list(reversed(_contacts(visit, case)))
    fields = {field.name: field for field in form.fields}
    use = demonstrated_use.judge(facts)
    return episode_page(
        visit,
        case,
        "contacts.html",
        status,
        question=question,
        form=form,
        fields=fields,
        folded=[fields[name] for name in _FOLDED if name != "risk" or fields["risk"].options],
        is_open=any(any(form.texts(name)) or name in form.problems for name in _FOLDED),
        choices=_choices(case),
        recent=made[:_SHOWN],
        older=made[_SHOWN:],
        spans=list(_spans(facts, use.details.get("windows", ()))),
        needed={name: getattr(facts.policy.demonstrated_use, _NEEDED.get(name, name)) for name in USE},
        days=facts.policy.demonstrated_use.window_days,
        use=USE,
        picture=contacts_picture(facts),
    )


def _spans(facts: Facts, windows: Iterable[Mapping[str, Any]]) -> Iterator[Span]:
    """The spans that treatment was there for, the latest first."""
    zone, began = facts.site.zone, facts.episode.opened.at.us
    is_whole = facts.judged_at == end_of_day(local_date(facts.judged_at, zone), zone)
    for window in windows:
        after, until = parse(window["after"]).us, parse(window["until"]).us
        if until <= began:
            return
        before, last = _ends_day(after, zone), _ends_day(until, zone)
        first = local_date(began, zone) if after < began else before and before + timedelta(days=1)
        if is_whole and first and last:
            yield Span(first.isoformat(), last.isoformat(), is_days=True, counts=window)
        else:
            yield Span(local_time(max(after, began), zone), local_time(until, zone), is_days=False, counts=window)


def _ends_day(us: int, zone: ZoneInfo) -> date | None:
    """The day that ends at a moment, give or take the hour by which clocks change; None where none does."""
    day = local_date(us - DAY // 2, zone)
    return day if abs(us - end_of_day(day, zone)) <= HOUR else None


def _choices(case: Case) -> list[Choice]:
    """Everybody on the map, whom the client was in contact with last first."""
    facts, names = case.facts, names_in(case.records)
    last: dict[str, ContactMade] = {}
    for entry in facts.episode.of(ContactMade):
        last.pop(entry.event.person, None)
        last[entry.event.person] = entry.event
    on_map = facts.maps.at(facts.now).people
    ordered = [person for person in reversed(last) if person in on_map]
    ordered += [person for person in on_map if person not in last]
    return [
        Choice(on_map[person], names.get(person, ""), _before(last.get(person)), person not in last)
        for person in ordered
    ]


def _before(event: ContactMade | None) -> tuple[str, ...]:
    return _AT_FIRST if event is None else tuple(getattr(event, name) for name in _AS_BEFORE)


def _contacts(visit: Visit, case: Case) -> list[Contact]:
    names, said, zone = names_in(case.records), contents(case), case.facts.site.zone
    risks: Mapping[str, str] = {one.value: one.label for one in plan_risks(visit, case)}
    return [
        Contact(
            local_time(entry.at.us, zone),
            names.get(entry.event.person, ""),
            entry.event,
            risks.get(entry.event.risk) if entry.event.risk else None,
            _note(said.get(entry.position)),
        )
        for entry in case.facts.episode.of(ContactMade)
    ]


def _note(content: Mapping[str, Any] | None) -> str | None:
    return content.get("note") if content else None
