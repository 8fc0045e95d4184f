"""Background work that does nothing but count, for tests of who has it done and when."""

import threading
from collections.abc import Callable
from typing import Final

PATIENCE: Final = 60.0
"""Seconds that a test waits for what must happen before it fails."""


class Counted:
    """Work of which more comes in with `more`; `fails` is raised instead of doing it."""

    def __init__(self) -> None:
        self.done = 0
        self.fails: Exception | None = None
        self.gate = threading.Event()
        self.gate.set()
        self._wanted = 0
        self._moved = threading.Condition()
        self._at_it = 0

    def more(self) -> None:
        """There is one thing more to do."""
        with self._moved:
            self._wanted += 1

    def is_due(self) -> bool:
        """See `Work.is_due`."""
        return self.done < self._wanted

    def advance(self, goes_on: Callable[[], bool]) -> bool:
        """See `Work.advance`. Waits while the `gate` is closed."""
        with self._moved:
            wanted = self._wanted
            self._at_it += 1
            self._moved.notify_all()
        self.gate.wait(PATIENCE)
        if self.fails:
            raise self.fails
        with self._moved:
            self.done = wanted
            self._moved.notify_all()
        return False

    def wait(self, done: int) -> None:
        """Returns once so much is done; fails the test if it never is."""
        self._until(lambda: self.done >= done)

    def wait_for_tries(self, tries: int) -> None:
        """Returns once it was begun so often."""
        self._until(lambda: self._at_it >= tries)

    def _until(self, reached: Callable[[], bool]) -> None:
        with self._moved:
            assert self._moved.wait_for(reached, PATIENCE)
