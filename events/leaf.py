"""The leaf of an event: what the proof of a log holds of it, for ever (docs/decisions/0027).

Fields follow one another, each as four bytes that count its bytes and then those; a field without a value as four
bytes of 0xff. Texts are in UTF-8, numbers in decimal, `data` and `sealed` as they are stored: a name is in the proof
only as it was sealed, so that destroying its key breaks no proof.
"""

from hashlib import sha256
from typing import Final

from events.envelope import Recorded

_FORMAT: Final = b"homeport event 1"
"""Comes first, so that no leaf of another format can be mistaken for one of this."""
_NOTHING: Final = b"\xff\xff\xff\xff"


def encoded(record: Recorded) -> bytes:
    """What is hashed: the format, then every field of the record in the order of `Recorded`."""
    return b"".join(map(_field, (_FORMAT, *record)))


def leaf(record: Recorded) -> bytes:
    """The leaf hash of RFC 6962, at index `position - 1`."""
    return sha256(b"\x00" + encoded(record)).digest()


def _field(value: bytes | str | int | None) -> bytes:
    if value is None:
        return _NOTHING
    content = value if isinstance(value, bytes) else str(value).encode()
    return len(content).to_bytes(4) + content
