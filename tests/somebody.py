"""Somebody who is not root, to whom permissions apply."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

SOMEBODY = 65534
"""The id of a user and of a group that own nothing."""


@contextmanager
def somebody_else() -> Iterator[None]:
    """As a user to whom permissions apply: root may write everywhere."""
    if os.getuid():
        yield
        return
    os.setresuid(SOMEBODY, SOMEBODY, 0)
    try:
        yield
    finally:
        os.setresuid(0, 0, 0)
