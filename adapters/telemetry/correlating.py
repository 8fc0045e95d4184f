"""Which conversation is being served: the request's id, which its commands, events, log lines and traces share."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

_current: Final[ContextVar[str | None]] = ContextVar("correlation_id", default=None)


def current() -> str | None:
    """The correlation id of what this task or thread does just now."""
    return _current.get()


@contextmanager
def correlated(correlation_id: str) -> Iterator[None]:
    """Has everything within belong to a conversation."""
    token = _current.set(correlation_id)
    try:
        yield
    finally:
        _current.reset(token)
