"""What people are called: opened from the log when first asked for, kept in memory only, gone when erased."""

import threading
from collections.abc import Iterable, Mapping
from typing import Final

from adapters.clinic import Clinic
from adapters.people import client_details
from events.client import ClientDetailsChanged, ClientRegistered
from events.site import StaffAdded
from workflows.aiat.site import STREAM

_OF_NAMES: Final = (ClientRegistered.type, ClientDetailsChanged.type)


class Names:
    """The names of clients and staff, kept up with the log. Usable from many threads."""

    def __init__(self, clinic: Clinic) -> None:
        self._clinic = clinic
        self._lock = threading.Lock()
        self._position = 0
        self._clients: dict[str, tuple[str, str]] = {}
        self._staff: dict[str, str] = {}
        self._staff_version = 0

    def client(self, client: str) -> str:
        """What to call a client; empty where their record was erased."""
        return self.clients([client])[client]

    def clients(self, wanted: Iterable[str]) -> dict[str, str]:
        """What to call these clients, by id."""
        known = self._known_clients()
        return {client: known[client][0] if client in known and self._readable(client) else "" for client in wanted}

    def find(self, words: str) -> set[str]:
        """The ids of clients in whose names, the chosen one or the other, each of these words stands."""
        wanted = words.casefold().split()
        known = self._known_clients().items()
        return {
            client
            for client, (_, searched) in known
            if all(word in searched for word in wanted) and self._readable(client)
        }

    def staff(self) -> Mapping[str, str]:
        """The names of everybody who is or was on the staff, by id."""
        version = self._clinic.engine.load(STREAM).version
        with self._lock:
            if version != self._staff_version:
                self._staff = {
                    event.staff: event.name or event.staff
                    for _, event in self._clinic.opened(STREAM)
                    if isinstance(event, StaffAdded)
                }
                self._staff_version = version
            return self._staff

    def _known_clients(self) -> Mapping[str, tuple[str, str]]:
        with self._lock:
            changed: dict[str, None] = {}
            for record in self._clinic.store.read_log(after=self._position, types=_OF_NAMES):
                changed[record.stream.removeprefix("client-")] = None
                self._position = record.position
            for client in changed:
                known = client_details(self._clinic, client)
                if known is not None:
                    given = (known.details.get("chosen_name", ""), known.details.get("name", ""))
                    called = given[0] or given[1]
                    self._clients[client] = (called, " ".join(given).casefold())
            return self._clients

    def _readable(self, client: str) -> bool:
        return self._clinic.keys.has(client)
