"""The rules that many commands share: who may act, and which times are possible."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final

from engine.command import Command
from engine.domain import Context
from engine.refusals import NotAllowed, NotFound, Refused, WrongStage, WrongTime
from events.instants import MINUTE, SECOND, Instant, clock_time, local_date
from events.site import Role
from workflows.aiat.client import Client
from workflows.aiat.episode import Episode
from workflows.aiat.site import STREAM, Site

CLINICAL: Final[frozenset[Role]] = frozenset({"intake", "counsellor", "clinician", "supervisor"})
"""Who writes in a record. Auditors and integrators read; administrators see no clinical data."""
SYSTEM: Final = "homeport"
"""Who acts where Homeport itself does: no member of the staff, and no id that one can have."""
_AHEAD: Final = 2 * MINUTE
"""How far a clock may run ahead of the log's before a time counts as the future."""
_YEARS: Final = 10
"""How old a signed form may be."""


def client_stream(client: str) -> str:
    """The stream of a client."""
    return f"client-{client}"


def episode_stream(episode: str) -> str:
    """The stream of an episode."""
    return f"episode-{episode}"


def plain(code: str) -> str:
    """A code, such as that of a stage, as words."""
    return code.replace("_", " ")


def site_of(states: Mapping[str, Any]) -> Site:
    """The site, which must have been founded. Raises `NotFound`."""
    site: Site = states[STREAM]
    if not site.id:
        raise NotFound("this data folder holds no site yet; make one with homeport site init")
    return site


def the_client(states: Mapping[str, Any], client: str) -> Client:
    """A registered client. Raises `NotFound`."""
    found: Client = states[client_stream(client)]
    if not found.id:
        raise NotFound(f"there is no client {client}; homeport client find lists them", field="client")
    return found


def no_episode(episode: str) -> str:
    """What to say where there is no such episode: the caseload has none that were opened in error."""
    return (
        f"there is no episode {episode}; homeport caseload --all lists them, and homeport client show those of a "
        "client that were opened in error too"
    )


def the_episode(states: Mapping[str, Any], episode: str) -> Episode:
    """An episode that was opened. Raises `NotFound`."""
    found: Episode = states[episode_stream(episode)]
    if not found.exists:
        raise NotFound(no_episode(episode), field="episode")
    return found


def may(site: Site, actor: str, roles: Collection[Role], what: str) -> None:
    """Checks that the actor is active staff with one of the roles. Raises `NotAllowed`."""
    member = site.staff.get(actor)
    if member is None:
        raise NotAllowed(f"{actor} is not on the staff; add them with homeport staff add", field="actor")
    if not member.active:
        raise NotAllowed(f"{actor} has left the staff", field="actor")
    if frozenset(roles).isdisjoint(member.roles):
        raise NotAllowed(f"{actor} may not {what}; it takes {_one_of(sorted(roles))}", field="actor")


def _one_of(roles: list[Role]) -> str:
    return " or ".join(f"an {role}" if role[0] in "aeiou" else f"a {role}" for role in roles)


def a_possible_time(command: Command, site: Site, context: Context) -> None:
    """Checks that nothing is set in the future, nor the log's clock outside a synthetic site."""
    if command.recorded_at is not None and not site.synthetic:
        raise WrongTime("recorded_at is set by the log; only a synthetic site may be given it", field="recorded_at")
    not_in_the_future(context.occurred_at, site, context)


def not_in_the_future(at: Instant, site: Site, context: Context) -> None:
    """Raises `WrongTime` for a moment beyond now (and what clocks may differ)."""
    if at.us > context.now + _AHEAD:
        said = clock_time(at.us, site.zone)
        raise WrongTime(f"{said} lies in the future; give the time at which it happened", field="occurred_at")


def not_before(earliest: Instant, what: str, at: Instant, site: Site, mend: str = "") -> None:
    """Raises `WrongTime` for a moment before the earliest that can be: that of `what`. `mend` says what helps."""
    if at.us < earliest.us:
        # the second after, where it was within one: the time that is told can be given
        bound = clock_time(earliest.us + SECOND - 1, site.zone)
        raise WrongTime(f"{clock_time(at.us, site.zone)} is before {what} at {bound}{mend}", field="occurred_at")


def not_after_its_day(day: date | None, field: str, at: Instant, site: Site) -> None:
    """Raises `WrongTime` where the date of something done lies after the site's calendar day on which `at` falls."""
    latest = local_date(at.us, site.zone)
    if day is not None and day > latest:
        name = field.removeprefix("content.")
        raise WrongTime(f"{name} lies after {latest}, the day on which this happened; correct one of them", field=field)


def not_years_before(day: date, field: str, bound: date, what: str) -> None:
    """Raises `WrongTime` where a date of signing lies so long before the day `bound`, which is `what`, that the year
    must be a slip: a form may be older than treatment, not by more than ten years.
    """
    if (day.year + _YEARS, day.month, day.day) < (bound.year, bound.month, bound.day):
        name = field.removeprefix("content.")
        raise WrongTime(
            f"{name} lies more than {_YEARS} years before {bound}, the day {what}; correct the year", field=field
        )


def within_treatment(episode: Episode, at: Instant, site: Site) -> None:
    """Checks that an entry's time lies between intake and the end. Raises `WrongTime`."""
    not_before(episode.opened.at, "the intake of this episode", at, site)
    end = episode.end
    if end is not None and at.us > end.at.us:
        raise WrongTime(
            f"{clock_time(at.us, site.zone)} is after the end of this episode at {clock_time(end.at.us, site.zone)}; "
            "what happened up to then can still be recorded",
            field="occurred_at",
        )


def not_voided(episode: Episode) -> None:
    """Raises `WrongStage` where the whole episode was declared an error."""
    if episode.status == "voided":
        raise WrongStage("an episode that was voided takes nothing more: it was opened in error")


def reason_given(reason: str | None, what: str) -> None:
    """Raises `Refused` where a reason is needed and missing."""
    if not reason:
        raise Refused(f"{what} needs a reason", field="reason")
