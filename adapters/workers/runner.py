"""Does the background work of the sites that this process serves, each piece in one thread of it at a time."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, Protocol

from adapters.incidents import all_clear, notice, report
from events.store import StoreUnavailable

_TURN: Final = 1.0
"""Seconds after which work that goes on and on lets other sites have their turn."""


_PULSE: Final = ("", "pulse")


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


class Look(Protocol):
    """Finds what is due at many sites at once. It may raise whatever goes wrong; the next pulse tries again."""

    def covers(self, site: str, work: str) -> bool:
        """Whether `due` names this work where it is due; any other is asked by itself."""

    def due(self) -> Iterable[tuple[str, str]]:
        """What is due, as site and work."""


class Runner:
    """Runs work by the names of its site and of itself. Of use to many threads.

    What is due is found by the `looks`, and for what they do not cover by asking the work itself.
    """

    def __init__(self, sites: Mapping[str, Mapping[str, Work]], looks: Sequence[Look] = ()) -> None:
        self._sites = sites
        self._looks = looks
        self._to_ask = [
            (site, name)
            for site, works in sites.items()
            for name in works
            if not any(look.covers(site, name) for look in looks)
        ]
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
        for key in self._found():
            if self._is_stopping:
                return
            if key not in self._in_hand:
                yield key

    def stop(self) -> None:
        """Begins nothing more; what is in hand is finished."""
        self._is_stopping = True

    def _found(self) -> Iterator[tuple[str, str]]:
        for look in self._looks:
            try:
                yield from look.due()
            except Exception as error:  # noqa: BLE001  # whatever it is, the others' work goes on
                self._failed(_PULSE, error)
            else:
                self._went_well(_PULSE)
        for site, name in self._to_ask:
            try:
                if self._sites[site][name].is_due():
                    yield site, name
            except Exception as error:  # noqa: BLE001  # as above
                self._failed((site, name), error)

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
        self._went_well(key)
        return has_more

    def _went_well(self, key: tuple[str, str]) -> None:
        if self._ailing.pop(key, None):
            all_clear("work_resumed", **_named(key))

    def _failed(self, key: tuple[str, str], error: Exception) -> None:
        """Reports trouble once, not once a second. That a database is away is no incident: it says so itself."""
        if self._ailing.get(key) is type(error):
            return
        self._ailing[key] = type(error)
        if isinstance(error, StoreUnavailable):
            notice("work_failed", reason="database_unavailable", **_named(key))
        else:
            notice("work_failed", incident=report(error), **_named(key))


def _named(key: tuple[str, str]) -> dict[str, str]:
    site, work = key
    return {"site": site, "reader": work} if site else {"reader": work}
