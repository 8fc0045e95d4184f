"""A thread that does the same again and again until it is stopped."""

import threading
from collections.abc import Callable


class Repeating:
    """Calls `step` until `stop`, pausing `seconds` between two calls. `step` must not raise, nor wait for long."""

    def __init__(self, name: str, step: Callable[[], object], seconds: float) -> None:
        self._step = step
        self._seconds = seconds
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends it, and waits for the call that is under way."""
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_over.is_set():
            self._step()
            self._is_over.wait(self._seconds)
