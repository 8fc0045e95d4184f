"""The client, apart from any one episode: who they are, and what may be told to whom."""

from datetime import date
from typing import ClassVar, Literal

from events.event import Code, Event, Id, Personal, RequiredPersonal, ShortText, Text


class ClientRegistered(Event):
    """A person became a client of the site. Their key was made just before."""

    type: ClassVar[str] = "client.registered"

    client: Id
    name: RequiredPersonal[ShortText] = None
    chosen_name: Personal[ShortText] = None
    pronouns: Personal[ShortText] = None
    language: Personal[ShortText] = None
    birth_date: Personal[date] = None
    contact: Personal[Text] = None


class ClientDetailsChanged(Event):
    """Details of a client changed; only the fields given are replaced."""

    type: ClassVar[str] = "client.details_changed"

    client: Id
    name: Personal[ShortText] = None
    chosen_name: Personal[ShortText] = None
    pronouns: Personal[ShortText] = None
    language: Personal[ShortText] = None
    birth_date: Personal[date] = None
    contact: Personal[Text] = None


class EpisodeBegun(Event):
    """An episode was opened for this client: the client's side of `episode.opened`."""

    type: ClassVar[str] = "client.episode_begun"

    client: Id
    episode: Id


ConsentKind = Literal["general", "tpo", "counselling_notes", "legal_proceedings"]


class DisclosureConsentGiven(Event):
    """The client agreed in writing to a disclosure, with every element that 42 CFR 2.31 asks for."""

    type: ClassVar[str] = "client.disclosure_consent_given"

    client: Id
    consent: Id
    kind: ConsentKind
    scope: tuple[Code, ...]
    purpose: Code
    expires_on: date | None = None
    expiry_event: Code | None = None
    right_to_revoke_explained: bool
    consequences_of_refusing_explained: bool = False
    redisclosure_explained: bool = False
    signed_on: date
    rule: str
    discloser: RequiredPersonal[ShortText] = None
    recipient: RequiredPersonal[ShortText] = None


class DisclosureConsentRevoked(Event):
    """The client took a disclosure consent back; what was disclosed before stays in the accounting."""

    type: ClassVar[str] = "client.disclosure_consent_revoked"

    client: Id
    consent: Id


class Disclosed(Event):
    """Part of the record was disclosed under a consent: the accounting that the client may ask for."""

    type: ClassVar[str] = "client.disclosed"

    client: Id
    disclosure: Id
    consent: Id
    scope: tuple[Code, ...]
    purpose: Code
    recipient: RequiredPersonal[ShortText] = None
    what: RequiredPersonal[Text] = None
