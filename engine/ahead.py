"""Works one step ahead in a thread, so that waiting for a database and working out rows overlap."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

A = TypeVar("A")
T = TypeVar("T")


def one_ahead(work: Callable[[A], T], things: Iterable[A]) -> Iterator[tuple[A, T]]:
    """Each thing with what `work` gives for it, worked out while the one before is in use. Raises what that raises."""
    with ThreadPoolExecutor(1, "one ahead") as thread:
        before = None
        for thing in things:
            coming = thing, thread.submit(work, thing)
            if before is not None:
                yield before[0], before[1].result()
            before = coming
        if before is not None:
            yield before[0], before[1].result()
