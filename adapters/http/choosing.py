"""What there is to choose from in the forms of an episode: people of the map, risks of the plan, staff."""

from collections.abc import Callable
from typing import Final

from adapters.asking import Case
from adapters.http.forms.field import Option, Options
from adapters.http.visits import Visit
from adapters.http.words.choices import word
from adapters.identity.permissions import writes
from events.relapse_plan import RiskIdentified
from projections.names import names_in
from workflows.aiat.criteria import judge
from workflows.aiat.plan import risks

Choices = Callable[[Visit, Case], tuple[Option, ...]]
_A_LINE: Final = 80


def options_of(visit: Visit, case: Case, what: str) -> Options:
    """The options of those fields of an entry that name something else of the episode or the site."""
    choices = {**_BY_FIELD, **_BY_KIND.get(what, {})}
    return {field: choose(visit, case) for field, choose in choices.items()}


def people(_: Visit, case: Case) -> tuple[Option, ...]:
    """The people on the map."""
    called = names_in(case.records)
    on_map = case.facts.maps.at(case.facts.now).people
    return tuple(Option(person, called.get(person, person), is_name=True) for person in on_map)


def plan_risks(_: Visit, case: Case) -> tuple[Option, ...]:
    """The risks of the plan, by the beginning of their description."""
    described = {event.entry: event.description or "" for _, event in case.records if isinstance(event, RiskIdentified)}
    return tuple(
        Option(risk.id, _begun(described.get(risk.id, "")) or risk.id, is_name=True)
        for risk in risks(case.facts.episode)
    )


def treating_staff(visit: Visit, _: Case) -> tuple[Option, ...]:
    """Who of the staff treats clients at present."""
    names = visit.web.names.staff()
    members = visit.web.clinic.site.staff.values()
    return tuple(Option(one.id, names[one.id], is_name=True) for one in members if writes(one))


def goals(_: Visit, case: Case) -> tuple[Option, ...]:
    """The criteria that the policy judges by."""
    return tuple(Option(row.criterion, word(row.criterion)) for row in judge(case.facts))


def _begun(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _A_LINE else line[: _A_LINE - 1] + "…"


_BY_FIELD: Final[dict[str, Choices]] = {"person": people, "people": people, "between": people, "risk": plan_risks}
_BY_KIND: Final[dict[str, dict[str, Choices]]] = {
    "care-team": {"members": treating_staff},
    "disposition": {"criterion": goals},
}
