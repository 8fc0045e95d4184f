"""News of the log for the pages that stand open: one look-out a process, however many pages wait."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from adapters.incidents import report
from events.store import EventStore, StoreError

_LOOK: Final = 1.0
"""Seconds that the look-out waits at a time; so long it outlives the last page."""


class OpenPage:
    """A page that waits, on the event loop that serves it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._moved = asyncio.Event()
        self._streams: set[str] = set()

    async def moved(self, seconds: float) -> frozenset[str]:
        """The streams to which something was appended since the last call; none when `seconds` have passed."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._moved.wait()
        self._moved.clear()
        streams, self._streams = frozenset(self._streams), set()
        return streams

    def tell(self, streams: set[str]) -> None:
        """Tells the page, from any thread."""
        with suppress(RuntimeError):  # its loop is closed, and the page gone
            self._loop.call_soon_threadsafe(self._add, streams)

    def _add(self, streams: set[str]) -> None:
        self._streams |= streams
        self._moved.set()


class LookOut:
    """Waits for the log on a thread of its own, for as long as any page is open."""

    def __init__(self, store: EventStore) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._pages: set[OpenPage] = set()
        self._is_looking = False

    @property
    def pages(self) -> int:
        """How many pages wait."""
        return len(self._pages)

    @contextmanager
    def page(self) -> Iterator[OpenPage]:
        """A page that is told of all that is appended from now on. Raises `StoreError`."""
        page = OpenPage()
        with self._lock:
            self._pages.add(page)
            if not self._is_looking:
                after = self._store.head().position
                threading.Thread(target=self._look, args=(after,), name="look-out", daemon=True).start()
                self._is_looking = True
        try:
            yield page
        finally:
            with self._lock:
                self._pages.discard(page)

    def _look(self, after: int) -> None:
        while self._goes_on():
            try:
                if self._store.wait(after, _LOOK):
                    streams = set()
                    for record in self._store.read_log(after=after):
                        streams.add(record.stream)
                        after = record.position
                    for page in tuple(self._pages):
                        page.tell(streams)
            except StoreError as error:
                if self._goes_on():  # else the application is closing
                    report(error)
                with self._lock:
                    self._is_looking = False
                return

    def _goes_on(self) -> bool:
        with self._lock:
            self._is_looking = bool(self._pages)
            return self._is_looking
