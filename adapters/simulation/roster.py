"""The staff of the synthetic clinic, who comes and goes, and who treats whom."""

from collections.abc import Iterator
from random import Random
from typing import Final, NamedTuple

from adapters.simulation.calendar import Calendar
from adapters.simulation.steps import Step
from events.site import Discipline, Role
from workflows.aiat.commands import AddStaff, PublishPolicy, RetireStaff
from workflows.aiat.policy import shipped_policy
from workflows.aiat.site import Site

_ALWAYS: Final = 10**9
POLICY_DAY: Final = 56
"""The day on which the site publishes a second version of its policy."""


class Member(NamedTuple):
    """Somebody on the staff from day `comes` until day `goes`."""

    id: str
    roles: tuple[Role, ...]
    discipline: Discipline | None = None
    comes: int = 0
    goes: int = _ALWAYS


SUPERVISOR: Final = "synthetic-supervisor-1"
INTAKE: Final = "synthetic-intake-1"
_STAFF: Final = (
    Member(SUPERVISOR, ("supervisor",), "mental_health"),
    Member("synthetic-administrator-1", ("administrator",)),
    Member("synthetic-auditor-1", ("auditor",)),
    Member("synthetic-integrator-1", ("integrator",)),
    Member(INTAKE, ("intake",)),
    Member("synthetic-clinician-1", ("clinician",), "mental_health"),
    Member("synthetic-clinician-2", ("clinician", "supervisor"), "mental_health"),
    Member("synthetic-counsellor-1", ("counsellor",), "substance_use"),
    Member("synthetic-counsellor-2", ("counsellor",), "substance_use"),
    Member("synthetic-counsellor-3", ("counsellor",), "substance_use", goes=70),
    Member("synthetic-counsellor-4", ("counsellor",), "substance_use", comes=63),
)


class Team(NamedTuple):
    """Who treats a client, by id."""

    counsellor: str
    clinician: str


def a_team(dice: Random, day: int) -> Team:
    """Somebody of each discipline, of those who will be there for a while."""
    here = [one for one in _STAFF if one.comes <= day and day + 7 < one.goes]
    return Team(
        dice.choice([one.id for one in here if "counsellor" in one.roles]),
        dice.choice([one.id for one in here if "clinician" in one.roles]),
    )


def goes_on(member: str) -> int:
    """The day on which a member of staff leaves."""
    return next(one.goes for one in _STAFF if one.id == member)


def staff_steps(calendar: Calendar, prefix: str, site: Site) -> Iterator[Step]:
    """Everybody who works here: at the start, and when they come and go; and the new policy."""
    for one in _STAFF:
        if one.comes == 0:
            yield _added(calendar, prefix, one, _manager(site) if one.id == SUPERVISOR else SUPERVISOR)
    yield _new_policy(calendar, prefix)
    for one in sorted(_STAFF, key=lambda one: min(one.comes or _ALWAYS, one.goes)):
        if one.comes:
            yield _added(calendar, prefix, one, SUPERVISOR)
        if one.goes != _ALWAYS:
            at = calendar.at(one.goes, 8)
            command = RetireStaff(id=f"{prefix}-retire-{one.id}", actor=SUPERVISOR, occurred_at=at, staff=one.id)
            yield Step(at.us, command)


def _manager(site: Site) -> str:
    """Who adds the supervisor: somebody who was there before the simulation and may, else they add themselves."""
    ours = {one.id for one in _STAFF}
    managers = (one.id for one in site.staff.values() if one.active and {"administrator", "supervisor"} & {*one.roles})
    return next((one for one in managers if one not in ours), SUPERVISOR)


def _added(calendar: Calendar, prefix: str, one: Member, actor: str) -> Step:
    at = calendar.at(one.comes, 8)
    name = one.id.replace("-", " ").capitalize()
    command = AddStaff(
        id=f"{prefix}-add-{one.id}",
        actor=actor,
        occurred_at=at,
        staff=one.id,
        name=name,
        roles=one.roles,
        discipline=one.discipline,
    )
    return Step(at.us, command)


def _new_policy(calendar: Calendar, prefix: str) -> Step:
    content = shipped_policy().model_dump(mode="json")
    content["version"] += 1
    content["deadlines"]["silence_proposes_discharge"] = 21
    at = calendar.at(POLICY_DAY, 8)
    return Step(at.us, PublishPolicy(id=f"{prefix}-policy", actor=SUPERVISOR, occurred_at=at, content=content))
