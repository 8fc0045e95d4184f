"""Clients with their names: decrypted when asked for, in memory, and kept nowhere."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from adapters.clinic import Clinic
from events.client import ClientDetailsChanged, ClientRegistered
from workflows.aiat.client import Client
from workflows.aiat.deciding.rules import client_stream

_DETAILS = ("name", "chosen_name", "pronouns", "language", "birth_date", "contact")


class KnownClient(NamedTuple):
    """A client and their details; `details` is empty where the key was erased."""

    id: str
    episodes: tuple[str, ...]
    details: dict[str, Any]

    @property
    def called(self) -> str:
        """What to call them."""
        return self.details.get("chosen_name") or self.details.get("name") or "(erased)"


def client_details(clinic: Clinic, client: str) -> KnownClient | None:
    """A client with their details; None if there is no such client."""
    stream = client_stream(client)
    state: Client = clinic.engine.load(stream).state
    if not state.id:
        return None
    details: dict[str, Any] = {}
    for _, event in clinic.opened(stream):
        if isinstance(event, ClientRegistered | ClientDetailsChanged):
            details.update({name: value for name in _DETAILS if (value := getattr(event, name)) is not None})
    return KnownClient(client, state.episodes, details)


def all_clients(clinic: Clinic) -> Iterator[KnownClient]:
    """Every client of the site, in the order of registration."""
    for record in clinic.store.read_log(types=[ClientRegistered.type]):
        known = client_details(clinic, record.stream.removeprefix("client-"))
        if known is not None:
            yield known


def find_clients(clinic: Clinic, words: str) -> list[KnownClient]:
    """The clients whose name, or chosen name, holds each of these words (case does not matter)."""
    wanted = words.casefold().split()
    return [
        client
        for client in all_clients(clinic)
        if all(
            any(word in str(client.details.get(field, "")).casefold() for field in ("name", "chosen_name"))
            for word in wanted
        )
    ]
