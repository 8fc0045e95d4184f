"""Decisions about clients: registering them, and what may be disclosed about them."""

from collections.abc import Mapping
from typing import Any

from engine.domain import Context, Decided
from engine.refusals import AlreadyExists, Invalid, NotFound, Refused
from events.client import (
    ClientDetailsChanged,
    ClientRegistered,
    Disclosed,
    DisclosureConsentGiven,
    DisclosureConsentRevoked,
)
from events.event import Event
from events.instants import clock_time, local_date
from workflows.aiat.client import Client, Consent
from workflows.aiat.commands import (
    ChangeClient,
    GiveDisclosureConsent,
    RecordDisclosure,
    RegisterClient,
    RevokeDisclosureConsent,
)
from workflows.aiat.deciding.rules import (
    CLINICAL,
    a_possible_time,
    client_stream,
    may,
    not_after_its_day,
    not_years_before,
    site_of,
    the_client,
)

States = Mapping[str, Any]
_RULE = "42 CFR part 2, as revised 2024"
_DETAILS = ("name", "chosen_name", "pronouns", "language", "birth_date", "contact")


def register_client(command: RegisterClient, states: States, context: Context) -> list[Decided]:
    """Somebody becomes a client."""
    site = site_of(states)
    a_possible_time(command, site, context)
    may(site, command.actor, CLINICAL, "register a client")
    not_after_its_day(command.birth_date, "birth_date", context.occurred_at, site)
    client = command.client or command.new_id(0)
    if states[client_stream(client)].id:
        raise AlreadyExists(f"there is a client {client} already", field="client")
    return _of_client(client, ClientRegistered(client=client, **_details(command)))


def change_client(command: ChangeClient, states: States, context: Context) -> list[Decided]:
    """Details change; those not given stay."""
    site = site_of(states)
    a_possible_time(command, site, context)
    may(site, command.actor, CLINICAL, "change a client's details")
    not_after_its_day(command.birth_date, "birth_date", context.occurred_at, site)
    client = the_client(states, command.client)
    details = _details(command)
    if not details:
        raise Invalid([f"nothing to change: give one of {', '.join(_DETAILS)}"])
    return _of_client(client.id, ClientDetailsChanged(client=client.id, **details))


def give_disclosure_consent(command: GiveDisclosureConsent, states: States, context: Context) -> list[Decided]:
    """A consent holds every element that the rule asks for, or is refused with all that is missing or wrong."""
    site = site_of(states)
    a_possible_time(command, site, context)
    may(site, command.actor, CLINICAL, "record a consent")
    client = the_client(states, command.client)
    consent = command.consent or command.new_id(0)
    if consent in client.consents:
        raise AlreadyExists(f"there is a consent {consent} already", field="consent")
    wrong = []
    if command.expires_on is None and command.expiry_event is None:
        wrong.append("expires_on or expiry_event is missing: a consent ends on a date or at an event")
    if command.expires_on is not None and command.expires_on < command.signed_on:
        wrong.append(f"expires_on lies before {command.signed_on}, the day of signing; correct one of them")
    if not command.right_to_revoke_explained:
        wrong.append("right_to_revoke_explained must be true: the client is told that and how to revoke")
    if command.kind == "tpo":
        if not command.consequences_of_refusing_explained:
            wrong.append("consequences_of_refusing_explained must be true for treatment, payment, operations")
        if not command.redisclosure_explained:
            wrong.append("redisclosure_explained must be true for treatment, payment, operations")
    if wrong:
        raise Invalid(wrong)
    not_after_its_day(command.signed_on, "signed_on", context.occurred_at, site)
    given_on = local_date(context.occurred_at.us, site.zone)
    not_years_before(command.signed_on, "signed_on", given_on, "on which this happened")
    return _of_client(
        client.id,
        DisclosureConsentGiven(
            client=client.id,
            consent=consent,
            kind=command.kind,
            scope=command.scope,
            purpose=command.purpose,
            expires_on=command.expires_on,
            expiry_event=command.expiry_event,
            right_to_revoke_explained=command.right_to_revoke_explained,
            consequences_of_refusing_explained=command.consequences_of_refusing_explained,
            redisclosure_explained=command.redisclosure_explained,
            signed_on=command.signed_on,
            rule=_RULE,
            discloser=command.discloser,
            recipient=command.recipient,
        ),
    )


def revoke_disclosure_consent(command: RevokeDisclosureConsent, states: States, context: Context) -> list[Decided]:
    """A consent is taken back."""
    site = site_of(states)
    a_possible_time(command, site, context)
    may(site, command.actor, CLINICAL, "record a revocation")
    client = the_client(states, command.client)
    consent = _the_consent(client, command.consent)
    if consent.revoked_at is not None:
        raise Refused(f"consent {command.consent} was revoked already", field="consent")
    return _of_client(client.id, DisclosureConsentRevoked(client=client.id, consent=command.consent))


def record_disclosure(command: RecordDisclosure, states: States, context: Context) -> list[Decided]:
    """A disclosure is accounted for, if the consent allowed it at that time."""
    site = site_of(states)
    a_possible_time(command, site, context)
    may(site, command.actor, CLINICAL, "record a disclosure")
    client = the_client(states, command.client)
    consent = _the_consent(client, command.consent)
    at = context.occurred_at
    if consent.revoked_at is not None and consent.revoked_at <= at.us:
        raise Refused(f"consent {command.consent} was revoked before {clock_time(at.us, site.zone)}", field="consent")
    day, signed_on, expires_on = local_date(at.us, site.zone), consent.given.signed_on, consent.given.expires_on
    if day < signed_on:
        raise Refused(f"consent {command.consent} was not signed before {signed_on}", field="consent")
    if expires_on is not None and day > expires_on:
        raise Refused(f"consent {command.consent} expired on {expires_on}", field="consent")
    if beyond := sorted(set(command.scope) - set(consent.given.scope)):
        raise Refused(f"consent {command.consent} does not cover {', '.join(beyond)}", field="scope")
    recipient = _recipient(command.consent, context, client_stream(client.id))
    return _of_client(
        client.id,
        Disclosed(
            client=client.id,
            disclosure=command.new_id(0),
            consent=command.consent,
            scope=command.scope,
            purpose=consent.given.purpose,
            recipient=recipient,
            what=command.what,
        ),
    )


def _recipient(consent: str, context: Context, stream: str) -> str | None:
    for _, event in context.opened(stream):
        if isinstance(event, DisclosureConsentGiven) and event.consent == consent:
            return event.recipient
    return None


def _the_consent(client: Client, consent: str) -> Consent:
    found = client.consents.get(consent)
    if found is None:
        raise NotFound(f"client {client.id} has no consent {consent}", field="consent")
    return found


def _details(command: RegisterClient | ChangeClient) -> dict[str, Any]:
    return {name: value for name in _DETAILS if (value := getattr(command, name)) is not None}


def _of_client(client: str, event: Event) -> list[Decided]:
    return [Decided(client_stream(client), client, (event,))]
