"""Decisions about the site: its founding, its staff, its policies and definitions."""

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import ValidationError

from engine.definition import Definition
from engine.domain import Context, Decided
from engine.keys import SITE
from engine.refusals import AlreadyExists, Invalid, NotAllowed, NotFound, Refused
from events.event import Event
from events.site import DefinitionPublished, PolicyPublished, Role, SiteFounded, StaffAdded, StaffRetired
from workflows.aiat.commands import AddStaff, FoundSite, PublishDefinition, PublishPolicy, RetireStaff
from workflows.aiat.deciding.rules import SYSTEM, a_possible_time, may, site_of
from workflows.aiat.policy import Policy, shipped_definition, shipped_policy
from workflows.aiat.policy_problems import policy_problems
from workflows.aiat.requirements import pathway_of
from workflows.aiat.site import STREAM, Site

States = Mapping[str, Any]
_MANAGERS: Final[frozenset[Role]] = frozenset({"administrator", "supervisor"})
"""Who may add and retire staff, and publish. A site that has staff always has one of them."""


def found_site(command: FoundSite, states: States, context: Context) -> list[Decided]:
    """A new log begins with the site, the definition and the policy that ship with Homeport."""
    if states[STREAM].id:
        raise AlreadyExists("this data folder holds a site already")
    try:
        ZoneInfo(command.time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise Invalid(
            ["time_zone is not an IANA time zone; write it like America/Los_Angeles"], field="time_zone"
        ) from None
    definition, policy = shipped_definition(), shipped_policy()
    return _in_site(
        SiteFounded(
            site=command.site,
            name=command.name,
            time_zone=command.time_zone,
            synthetic=command.synthetic,
            key_check=command.key_check,
        ),
        _definition_published(definition),
        _policy_published(policy),
    )


def add_staff(command: AddStaff, states: States, context: Context) -> list[Decided]:
    """Somebody joins, on the word of an administrator or supervisor, who comes first."""
    site = site_of(states)
    a_possible_time(command, site, context)
    if _managers(site):
        may(site, command.actor, _MANAGERS, "manage the staff")
    else:
        _may_come_first(site, command)
    if command.staff == SYSTEM:
        raise AlreadyExists(f"{SYSTEM} is how the log calls the system itself; choose another id", field="staff")
    if (known := site.staff.get(command.staff)) and known.active:
        raise AlreadyExists(f"{command.staff} is on the staff already", field="staff")
    return _in_site(
        StaffAdded(staff=command.staff, roles=command.roles, discipline=command.discipline, name=command.name)
    )


def retire_staff(command: RetireStaff, states: States, context: Context) -> list[Decided]:
    """Somebody leaves, but never the last who may manage the staff: nobody could add another then."""
    site = site_of(states)
    a_possible_time(command, site, context)
    may(site, command.actor, _MANAGERS, "manage the staff")
    member = site.staff.get(command.staff)
    if member is None or not member.active:
        raise NotFound(f"{command.staff} is not on the staff", field="staff")
    if _managers(site) == {command.staff}:
        raise Refused(
            "the last who may manage the staff stays; add another administrator or supervisor first",
            field="staff",
        )
    return _in_site(StaffRetired(staff=command.staff))


def publish_policy(command: PublishPolicy, states: States, context: Context) -> list[Decided]:
    """A policy's next version comes into force for new episodes."""
    site = site_of(states)
    a_possible_time(command, site, context)
    may(site, command.actor, _MANAGERS, "publish a policy")
    try:
        policy = Policy.model_validate(command.content)
    except ValidationError as error:
        raise _unreadable(error) from None
    if problems := policy_problems(policy):
        raise Invalid(problems, field="content")
    _newer(policy.name, policy.version, site.policies)
    return _in_site(_policy_published(policy))


def publish_definition(command: PublishDefinition, states: States, context: Context) -> list[Decided]:
    """A definition's next version comes into force for new episodes."""
    site = site_of(states)
    a_possible_time(command, site, context)
    may(site, command.actor, _MANAGERS, "publish a definition")
    try:
        definition = Definition.model_validate(command.content)
    except ValidationError as error:
        raise _unreadable(error) from None
    _newer(definition.name, definition.version, site.definitions)
    try:
        pathway_of(definition)
    except ValueError as error:
        raise Invalid([str(error)], field="content") from None
    return _in_site(_definition_published(definition))


def _in_site(*events: Event) -> list[Decided]:
    return [Decided(STREAM, SITE, events)]


def _managers(site: Site) -> set[str]:
    return {member.id for member in site.staff.values() if member.active and not _MANAGERS.isdisjoint(member.roles)}


def _may_come_first(site: Site, command: AddStaff) -> None:
    # beside a new site: a log from before this rule can have staff and no manager, and is helped by any of them
    active = [member.id for member in site.staff.values() if member.active]
    if command.actor in site.staff and command.actor not in active:
        raise NotAllowed(f"{command.actor} has left the staff", field="actor")
    if active and command.actor not in active:
        raise NotAllowed(f"{command.actor} is not on the staff", field="actor")
    if not active and command.actor != command.staff:
        raise NotAllowed(
            f"nobody is on the staff yet, {command.actor} neither: whoever comes first adds themselves",
            field="actor",
        )
    if _MANAGERS.isdisjoint(command.roles):
        raise Refused(
            "nobody here may manage the staff yet; first add a supervisor or an administrator, who adds the others",
            field="roles",
        )


def _newer(name: str, version: int, known: Mapping[tuple[str, int], object]) -> None:
    latest = max((number for known_name, number in known if known_name == name), default=0)
    if version <= latest:
        raise AlreadyExists(
            f"{name} stands at version {latest}; a published version never changes, so publish a higher one",
            field="version",
        )


def _unreadable(error: ValidationError) -> Invalid:
    problems = error.errors(include_url=False, include_input=False)
    return Invalid(
        [".".join(str(part) for part in one["loc"]) + ": " + one["msg"].lower() for one in problems],
        field="content",
    )


def _definition_published(definition: Definition) -> DefinitionPublished:
    return DefinitionPublished(
        name=definition.name,
        version=definition.version,
        hash=definition.hash,
        content=definition.model_dump(mode="json"),
    )


def _policy_published(policy: Policy) -> PolicyPublished:
    return PolicyPublished(
        name=policy.name, version=policy.version, hash=policy.hash, content=policy.model_dump(mode="json")
    )
