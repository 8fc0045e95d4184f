"""The port through which personal fields are sealed: one key a subject (a client, or the site itself)."""

from typing import Protocol

SITE = "site"
"""The subject whose key seals what belongs to the clinic and not to a client: its staff's names."""


class KeyErased(Exception):
    """The subject's key was destroyed: what it sealed can never be read again."""


class KeysUnusable(Exception):
    """The key ring is missing, does not match the log, or cannot be read; `str()` says how to mend it."""


class KeyMissing(KeysUnusable):
    """The subject has no key here, and none was destroyed: it is new, or the keys are older than the log."""


class DoesNotOpen(KeysUnusable):
    """What was sealed is not what the subject's key opens: the bytes were changed, or the key is another."""


class Keys(Protocol):
    """Seals, opens and digests under the key of a subject. Usable from many threads."""

    def ensure(self, subject: str) -> None:
        """Makes the subject's key if there is none; durable when it returns. Raises `KeyErased`."""

    def has(self, subject: str) -> bool:
        """Whether the subject has a key that is not erased."""

    def seal(self, subject: str, plaintext: bytes, associated: bytes) -> bytes:
        """Encrypts under the subject's key, bound to `associated`. Raises `KeyErased`, `KeyMissing`."""

    def open(self, subject: str, sealed: bytes, associated: bytes) -> bytes:
        """Decrypts. Raises `KeyErased`, `KeyMissing`, and `DoesNotOpen` where the bytes do not fit the key."""

    def digest(self, subject: str, content: bytes) -> bytes:
        """HMAC-SHA-256 of `content` under a key derived from the subject's. Raises `KeyErased`, `KeyMissing`."""

    def erase(self, subject: str) -> None:
        """Destroys the subject's key for ever. Doing it again changes nothing."""

    def check_value(self) -> str:
        """A value that names this key ring without telling its keys: kept in the log to detect a mix-up."""


def associated_data(*parts: str) -> bytes:
    """Length-prefixed parts, so that no two lists of parts give the same bytes."""
    encoded = [part.encode() for part in parts]
    return b"".join(len(part).to_bytes(4, "big") + part for part in encoded)
