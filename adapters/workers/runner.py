"""Does the background work of the sites that this process serves, each piece in one thread of it at a time."""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Final, Protocol

from adapters.incidents import notice, report
from events.store import StoreError

_TURN: Final = 1.0
"""Seconds after which work that goes on and on lets other sites have their turn."""


class Work(Protocol):
    """Something that is done for a site in the background, such as keeping a view up with the log.

    Both methods may raise whatever goes wrong; the next nudge or pulse tries again.
    """

    def is_due(self) -> bool:
        """Whether there is something to do: a look that costs little."""

    def advance(self, goes_on: Callable[[], bool]) -> bool:
        """Does what there is to do, as long as it `goes_on`; whether there was more than that allowed.

        Harmless where another process does it too, or has done it.
        """


class Runner:
    """Runs work by the names of its site and of itself. Of use to many threads."""

    def __init__(self, sites: Mapping[str, Mapping[str, Work]]) -> None:
        self._sites = sites
        self._lock = threading.Lock()
        self._in_hand: dict[tuple[str, str], bool] = {}
        """What is being done, and whether a call for it came in meanwhile."""
        self._ailing: dict[tuple[str, str], type[Exception]] = {}
        self._is_stopping = False

    def run(self, site: str, name: str) -> bool:
        """Does a site's work for one turn, unless another thread is at it; whether it wants another turn.

        Never raises. A site that this process does not serve is left to the processes that do.
        """
        work = self._sites.get(site, {}).get(name)
        key = (site, name)
        if work is None or not self._took(key):
            return False
        has_more = self._advance(key, work)
        with self._lock:
            was_called = self._in_hand.pop(key)  # there may be news that came after the last look
        return (has_more or was_called) and not self._is_stopping

    def due(self) -> Iterator[tuple[str, str]]:
        """The work that waits to be done, whatever nudges were lost."""
        for site, works in self._sites.items():
            for name, work in works.items():
                if self._is_stopping:
                    return
                key = (site, name)
                try:
                    if key not in self._in_hand and work.is_due():
                        yield key
                except StoreError as error:
                    self._failed(key, error)

    def stop(self) -> None:
        """Begins nothing more; what is in hand is finished."""
        self._is_stopping = True

    def _took(self, key: tuple[str, str]) -> bool:
        with self._lock:
            if key in self._in_hand:
                self._in_hand[key] = True
                return False
            if self._is_stopping:
                return False
            self._in_hand[key] = False
            return True

    def _advance(self, key: tuple[str, str], work: Work) -> bool:
        end = time.monotonic() + _TURN
        try:
            has_more = work.advance(lambda: not self._is_stopping and time.monotonic() < end)
        except Exception as error:  # noqa: BLE001  # whatever it is, the others' work goes on
            self._failed(key, error)
            return False
        if self._ailing.pop(key, None):
            notice("work_resumed", site=key[0], reader=key[1])
        return has_more

    def _failed(self, key: tuple[str, str], error: Exception) -> None:
        """Reports trouble once, not once a second."""
        if self._ailing.get(key) is not type(error):
            self._ailing[key] = type(error)
            notice("work_failed", site=key[0], reader=key[1], incident=report(error))
