"""What the key of one subject does, made ready once: preparing costs several times what using it does."""

import hmac
from functools import cached_property
from typing import TYPE_CHECKING

from adapters.keys.derive import derive

if TYPE_CHECKING:
    from adapters.keys.cipher import Box


class DoesNotFit(Exception):
    """The key, the associated data or the bytes are not those of the sealing or wrapping."""


class SubjectKey:
    """Seals and digests under two keys derived from that of a subject."""

    def __init__(self, key: bytes) -> None:
        self._key = key
        self._mac = hmac.new(derive(key, "digest"), digestmod="sha256")

    @cached_property
    def box(self) -> "Box":
        """The cipher that seals."""
        from adapters.keys.cipher import Box  # noqa: PLC0415  # 10 ms, which a look at the log does without

        return Box(derive(self._key, "seal"))

    def digest(self, content: bytes) -> bytes:
        """HMAC-SHA-256 of `content`."""
        mac = self._mac.copy()
        mac.update(content)
        return mac.digest()
