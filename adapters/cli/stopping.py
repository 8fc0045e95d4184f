"""How a command is stopped by the person at the keyboard, or by whatever manages it."""

import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def stopped_by_signals(stop: Callable[[], object]) -> Iterator[None]:
    """Calls `stop` on Ctrl-C and on SIGTERM, which service managers send, while the block runs."""
    before = {number: signal.signal(number, lambda *_: stop()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Stopped(Exception):
    """A person stopped a command with Ctrl-C; `str()` says what stands and how to go on."""


@contextmanager
def resumable() -> Iterator[None]:
    """Says, where the command around which it stands is stopped, that it goes on when run again. Raises `Stopped`."""
    try:
        yield
    except KeyboardInterrupt:
        raise Stopped("stopped; what was done stands: run it again, and nothing is done twice") from None
