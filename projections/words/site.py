"""The site and its clients, in words."""

from events.client import (
    ClientDetailsChanged,
    ClientRegistered,
    Disclosed,
    DisclosureConsentGiven,
    DisclosureConsentRevoked,
    EpisodeBegun,
)
from events.site import DefinitionPublished, PolicyPublished, SiteFounded, StaffAdded, StaffRetired
from projections.words.sentence import Name, listed, plain, sentence


@sentence.register
def _(event: SiteFounded, name: Name = str) -> str:
    kind = "Synthetic site" if event.synthetic else "Site"
    return f"{kind} {event.name} founded, time zone {event.time_zone}."


@sentence.register
def _(event: StaffAdded, name: Name = str) -> str:
    discipline = f", {plain(event.discipline)}" if event.discipline else ""
    return f"{event.staff} joined the staff: {listed(event.roles)}{discipline}."


@sentence.register
def _(event: StaffRetired, name: Name = str) -> str:
    return f"{event.staff} left the staff."


@sentence.register
def _(event: DefinitionPublished, name: Name = str) -> str:
    return f"Definition {event.name} version {event.version} published."


@sentence.register
def _(event: PolicyPublished, name: Name = str) -> str:
    return f"Policy {event.name} version {event.version} published."


@sentence.register
def _(event: ClientRegistered, name: Name = str) -> str:
    return f"Client {event.client} registered."


@sentence.register
def _(event: ClientDetailsChanged, name: Name = str) -> str:
    return f"Details of client {event.client} changed."


@sentence.register
def _(event: EpisodeBegun, name: Name = str) -> str:
    return f"Episode {event.episode} begun."


@sentence.register
def _(event: DisclosureConsentGiven, name: Name = str) -> str:
    until = f", until {event.expires_on.isoformat()}" if event.expires_on else ""
    if event.expiry_event:
        until += f", until {plain(event.expiry_event)}"
    return (
        f"Consent {event.consent} ({plain(event.kind)}) to disclose {listed(event.scope)} "
        f"for {plain(event.purpose)} signed on {event.signed_on.isoformat()}{until}."
    )


@sentence.register
def _(event: DisclosureConsentRevoked, name: Name = str) -> str:
    return f"Consent {event.consent} to disclosure taken back."


@sentence.register
def _(event: Disclosed, name: Name = str) -> str:
    return f"Disclosed under consent {event.consent}: {listed(event.scope)}, for {plain(event.purpose)}."
