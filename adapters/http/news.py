"""News of the log for the pages that stand open: one look-out a process, however many pages wait."""

import asyncio
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Final

from adapters.incidents import report
from events.store import EventStore, StoreError

_LOOK: Final = 1.0
"""Seconds that the look-out waits at a time; so long it outlives the last page."""
_Handler = Callable[[int, FrameType | None], object]
_STOPS: Final = (signal.SIGINT, signal.SIGTERM)


class OpenPage:
    """A page that waits, on the event loop that serves it; `is_over` once it need not wait any longer."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._moved = asyncio.Event()
        self._streams: set[str] = set()
        self.is_over = False

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

    def end(self) -> None:
        """Has the page wait no longer, from any thread."""
        self.is_over = True
        self.tell(set())

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
        self._is_closed = False

    @property
    def pages(self) -> int:
        """How many pages wait."""
        return len(self._pages)

    @contextmanager
    def page(self) -> Iterator[OpenPage]:
        """A page that is told of all that is appended from now on. Raises `StoreError`."""
        page = OpenPage()
        page.is_over = self._is_closed
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

    def close(self) -> None:
        """Ends the wait of every page. Takes no lock: a signal may come at any time."""
        self._is_closed = True
        for page in tuple(self._pages):
            page.end()

    @contextmanager
    def closed_by_signals(self) -> Iterator[None]:
        """Closes as soon as the server is told to stop, which else waits for the pages in vain.

        Only the main thread hears signals; elsewhere nothing is done.
        """
        heard = {} if threading.current_thread() is not threading.main_thread() else _handlers()

        def stop(number: int, frame: FrameType | None) -> None:
            self.close()
            heard[number](number, frame)

        for number in heard:
            signal.signal(number, stop)
        try:
            yield
        finally:
            for number, handler in heard.items():
                signal.signal(number, handler)

    def _look(self, after: int) -> None:
        is_ailing = False
        while self._goes_on():
            try:
                if self._store.wait(after, _LOOK):
                    streams = set()
                    for record in self._store.read_log(after=after):
                        streams.add(record.stream)
                        after = record.position
                    for page in tuple(self._pages):
                        page.tell(streams)
                is_ailing = False
            except StoreError as error:
                if not is_ailing and self._goes_on():  # else the application is closing
                    report(error)
                is_ailing = True
                time.sleep(_LOOK)  # it comes back, and the pages are still open then

    def _goes_on(self) -> bool:
        with self._lock:
            self._is_looking = bool(self._pages)
            return self._is_looking


def _handlers() -> dict[int, _Handler]:
    found = {int(number): signal.getsignal(number) for number in _STOPS}
    return {number: handler for number, handler in found.items() if callable(handler)}
