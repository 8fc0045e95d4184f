"""Signed notes as C2SP has them (c2sp.org/signed-note): a text, and lines that sign it with Ed25519.

Which signature is right is for Ed25519 to say; here is only how texts, keys and signatures are written.
"""

import base64
import binascii
from collections.abc import Iterator
from hashlib import sha256
from typing import Final, NamedTuple

_ED25519: Final = b"\x01"
_DASH: Final = "— "
_ID: Final = 4  # bytes of a key's id before each signature
_KEY: Final = 32


class NotANote(ValueError):
    """A text is not a signed note, or a line is not a verifier key."""


class Verifier(NamedTuple):
    """A public key, and the name that it signs under."""

    name: str
    key: bytes

    @property
    def id(self) -> bytes:
        """What stands before its signatures, so that they are told from those of other keys."""
        return sha256(self.name.encode() + b"\n" + _ED25519 + self.key).digest()[:_ID]

    @property
    def line(self) -> str:
        """The verifier key as it is handed out."""
        return f"{self.name}+{self.id.hex()}+{_text(_ED25519 + self.key)}"


class Note(NamedTuple):
    """A text that ends with a line break, and the lines below it: each a name, and a key's id with its signature."""

    text: str
    signatures: tuple[tuple[str, bytes], ...]

    def by(self, verifier: Verifier) -> Iterator[bytes]:
        """The signatures that claim to be by a key; which of them are, is still to be found out."""
        for name, signed in self.signatures:
            if name == verifier.name and signed[:_ID] == verifier.id:
                yield signed[_ID:]

    def __str__(self) -> str:
        return self.text + "\n" + "".join(f"{_DASH}{name} {_text(signed)}\n" for name, signed in self.signatures)


def signed(text: str, verifier: Verifier, signature: bytes) -> Note:
    """A note with one signature."""
    return Note(text, ((verifier.name, verifier.id + signature),))


def read_note(written: str) -> Note:
    """The note that was written. Raises `NotANote`."""
    text, blank, below = written.rpartition("\n\n")
    *lines, end = below.split("\n")
    if not text or not blank or not lines or end or not all(_is_signature(line) for line in lines):
        raise NotANote("it is not a signed note")
    parts = (line.removeprefix(_DASH).split(" ") for line in lines)
    return Note(text + "\n", tuple((name, _bytes(signed)) for name, signed in parts))


def read_verifier(line: str) -> Verifier:
    """The key that a verifier line holds. Raises `NotANote`."""
    name, _, rest = line.strip().partition("+")
    claimed, _, key = rest.partition("+")
    try:
        content = _bytes(key)
    except NotANote:
        content = b""
    verifier = Verifier(name, content[1:])
    if not name or content[:1] != _ED25519 or len(verifier.key) != _KEY or verifier.id.hex() != claimed:
        raise NotANote("it is not a verifier key of Ed25519, which looks like NAME+8 hexadecimal digits+44 characters")
    return verifier


def _is_signature(line: str) -> bool:
    return line.startswith(_DASH) and len(line.split(" ")) == 3


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise NotANote("it holds something that is not base64") from None
