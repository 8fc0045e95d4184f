"""Time with the spans on hold left out. All times are UTC microseconds; a span that still lasts ends in None."""

from collections.abc import Sequence

Spans = Sequence[tuple[int, int | None]]


def is_on_hold(spans: Spans, us: int) -> bool:
    """Whether a moment lies within a span; its two ends do not."""
    return any(start < us and (end is None or us < end) for start, end in spans)


def walk_back(spans: Spans, us: int, length: int) -> int:
    """The moment from which `length` of time off hold passes until `us`."""
    for start, end in reversed(spans):
        if start >= us:
            continue
        active = us - end if end is not None and end < us else 0
        if active >= length:
            break
        length -= active
        us = start
    return us - length


def walk_on(spans: Spans, us: int, until: int) -> int:
    """`until`, put off by the time on hold between `us` and then; a span that still lasts puts nothing off."""
    for start, end in spans:
        if end is not None and end > us and start < until:
            until += end - max(start, us)
    return until
