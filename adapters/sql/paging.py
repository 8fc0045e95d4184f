"""Reads what is long a page at a time, so that no reader holds anything open between two pages."""

from collections.abc import Callable, Iterator
from typing import Any

from events.envelope import Recorded

BEYOND = 2**63 - 1  # more than any position, version or number of rows


def pages(
    fetch: Callable[[int, int, int], list[tuple[Any, ...]]],
    *,
    key: int,
    size: int,
    after: int,
    below: int = BEYOND,
    limit: int | None,
    backward: bool,
) -> Iterator[Recorded]:
    """The records whose key lies between `after` and `below`, both left out, at most `limit` of them.

    `fetch` gives the first so many rows of those between two keys, in the order wanted; `key` is the column that
    the rows are ordered by, and `size` the most rows that are fetched at once.
    """
    left = BEYOND if limit is None else limit
    while left > 0:
        wanted = min(left, size)
        rows = fetch(after, below, wanted)
        yield from map(Recorded._make, rows)
        if len(rows) < wanted:
            return
        left -= wanted
        if backward:
            below = rows[-1][key]
        else:
            after = rows[-1][key]
