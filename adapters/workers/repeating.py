"""A thread that does the same again and again until it is stopped."""

import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self


class Repeating:
    """Calls `step` until its end as a context manager, pausing `seconds` between two calls, the first at once.

    `step` must not raise, nor wait for long: the end waits for it.
    """

    def __init__(self, name: str, step: Callable[[], object], seconds: float) -> None:
        self._step = step
        self._seconds = seconds
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_over.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._is_over.is_set():
            self._step()
            self._is_over.wait(self._seconds)
