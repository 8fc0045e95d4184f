"""The relapse plan as it stands, in the client's words: what the plan's page, its printed page and its PDF show."""

from collections.abc import Mapping
from typing import Any, Final, NamedTuple, get_args

from adapters.asking import Case
from adapters.http.in_episode import Contents, contents
from events.relapse_plan import CrisisContactNamed, PlanAgreed, PlanDetailed, RiskKind
from projections.names import names_in
from projections.times import local_day
from workflows.aiat.episode import InForce
from workflows.aiat.plan import agreement, coping, risks
from workflows.aiat.social_map import Person

RISK_KINDS: Final[tuple[RiskKind, ...]] = get_args(RiskKind)


class Helper(NamedTuple):
    """Somebody who is to help with a risk. They may have left the map since, or no longer be safe to contact."""

    person: str
    name: str
    on_map: bool
    is_safe: bool


class Risk(NamedTuple):
    """A risk with what answers it. What was erased is empty."""

    id: str
    kind: str
    situation: str | None
    strategy: str | None
    description: str
    warning_signs: tuple[str, ...]
    alone: tuple[str, ...]
    people: tuple[Helper, ...]
    detail: str


class Crisis(NamedTuple):
    """Whom to call when nothing else helps."""

    id: str
    kind: str
    label: str
    how: str


class Plan(NamedTuple):
    """The plan. `details` has every field of `PlanDetailed`, None where nothing was said.

    `agreed_on` is the day of an agreement to it as it stands, `agreed_before` that of an earlier one.
    """

    risks: tuple[Risk, ...]
    crisis: tuple[Crisis, ...]
    details: Mapping[str, Any]
    has_details: bool
    agreed_on: str | None
    agreed_before: str | None

    def of_kind(self, kind: str) -> tuple[Risk, ...]:
        """The risks of one kind."""
        return tuple(risk for risk in self.risks if risk.kind == kind)


def plan_shown(case: Case) -> Plan:
    """The plan of an episode that was read with its personal parts."""
    facts, said = case.facts, contents(case)
    episode, zone = facts.episode, facts.site.zone
    names, on_map = names_in(case.records), facts.maps.at(facts.judged_at).people
    answers = coping(episode)
    detailed, agreed, once = episode.latest(PlanDetailed), agreement(episode), episode.latest(PlanAgreed)
    return Plan(
        risks=tuple(_risk(one, answers.get(one.id), said, names, on_map) for one in risks(episode)),
        crisis=tuple(
            Crisis(one.id, one.event.kind, _text(said, one, "label"), _text(said, one, "how"))
            for one in episode.of(CrisisContactNamed)
        ),
        details={**dict.fromkeys(PlanDetailed.model_fields), **(said.get(detailed.position, {}) if detailed else {})},
        has_details=detailed is not None,
        agreed_on=local_day(agreed.at.us, zone) if agreed else None,
        agreed_before=local_day(once.at.us, zone) if once and not agreed else None,
    )


def _risk(
    entry: InForce, answer: InForce | None, said: Contents, names: Mapping[str, str], on_map: Mapping[str, Person]
) -> Risk:
    helpers = answer.event.people if answer else ()
    return Risk(
        id=entry.id,
        kind=entry.event.kind,
        situation=entry.event.situation,
        strategy=entry.event.strategy,
        description=_text(said, entry, "description"),
        warning_signs=tuple(said.get(entry.position, {}).get("warning_signs") or ()),
        alone=answer.event.alone if answer else (),
        people=tuple(
            Helper(one, names.get(one, ""), one in on_map, one not in on_map or on_map[one].safe_to_contact)
            for one in helpers
        ),
        detail=_text(said, answer, "detail") if answer else "",
    )


def _text(said: Contents, entry: InForce, field: str) -> str:
    return said.get(entry.position, {}).get(field) or ""
