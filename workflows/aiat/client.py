"""A client folded from their stream: which episodes they had, and what may be disclosed to whom."""

from collections.abc import Mapping
from typing import NamedTuple

from events.client import ClientRegistered, DisclosureConsentGiven, DisclosureConsentRevoked, EpisodeBegun
from events.envelope import Recorded
from events.event import Event


class Consent(NamedTuple):
    """A disclosure consent, without the names in it; `revoked_at` in UTC microseconds."""

    given: DisclosureConsentGiven
    position: int
    revoked_at: int | None = None


class Client(NamedTuple):
    """A client of the site. Holds nothing personal."""

    id: str = ""
    episodes: tuple[str, ...] = ()
    consents: Mapping[str, Consent] = {}


def evolve(client: Client, event: Event, record: Recorded) -> Client:
    """The client after an event."""
    match event:
        case ClientRegistered():
            return client._replace(id=event.client)
        case EpisodeBegun():
            return client._replace(episodes=(*client.episodes, event.episode))
        case DisclosureConsentGiven():
            consent = Consent(event, record.position)
            return client._replace(consents={**client.consents, event.consent: consent})
        case DisclosureConsentRevoked():
            revoked = client.consents[event.consent]._replace(revoked_at=record.occurred_at)
            return client._replace(consents={**client.consents, event.consent: revoked})
    return client
