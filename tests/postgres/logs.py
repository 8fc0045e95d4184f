"""What tests say of a whole log."""

import hashlib
from collections.abc import Iterable

from events.envelope import Recorded


def digest(records: Iterable[Recorded]) -> str:
    """The SHA-256 of records in their order."""
    return hashlib.sha256(repr([tuple(record) for record in records]).encode()).hexdigest()
