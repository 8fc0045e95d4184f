"""Reads what is long a page at a time, so that no reader holds anything open between two pages."""

from collections.abc import Callable, Iterator
from typing import Any

from events.envelope import Recorded
from events.store import StoreUnavailable

BEYOND = 2**63 - 1  # more than any position, version or number of rows


class EventsElsewhere(StoreUnavailable):
    """Some of the events asked for were moved out of the database, so that what was asked cannot be answered whole."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where} does not hold all of these events: the years that lie elsewhere have to be attached again first"
        )


def pages(
    fetch: Callable[[int, int, int], list[tuple[Any, ...]]],
    *,
    key: int,
    size: int,
    after: int,
    below: int = BEYOND,
    limit: int | None,
    backward: bool,
    whole: str = "",
) -> Iterator[Recorded]:
    """The records whose key lies between `after` and `below`, both left out, at most `limit` of them.

    `fetch` gives the first so many rows of those between two keys, in the order wanted; `key` is the column that
    the rows are ordered by, and `size` the most rows that are fetched at once. Where `whole` names a place, keys are
    contiguous: raises `EventsElsewhere` where some are missing.
    """
    left = BEYOND if limit is None else limit
    while left > 0:
        wanted = min(left, size)
        rows = fetch(after, below, wanted)
        if whole and rows:
            first, last = rows[0][key], rows[-1][key]
            if abs(last - first) != len(rows) - 1 or not (backward or first == after + 1):
                raise EventsElsewhere(whole)
        yield from map(Recorded._make, rows)
        if len(rows) < wanted:
            return
        left -= wanted
        if backward:
            below = rows[-1][key]
        else:
            after = rows[-1][key]
