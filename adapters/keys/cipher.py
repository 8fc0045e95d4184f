"""The ciphers of the key ring: AES-256-GCM for what is sealed, RFC 3394 key wrap for the keys themselves."""

from ssl import RAND_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import InvalidUnwrap, aes_key_unwrap, aes_key_wrap

from adapters.keys.subject_key import DoesNotFit

_NONCE = 12  # bytes, as NIST SP 800-38D recommends; random, so good for 2**32 sealings under one key


class Box:
    """Seals and opens under one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, plaintext: bytes, associated: bytes) -> bytes:
        """The nonce, then the ciphertext and its tag of 16 bytes."""
        # OpenSSL's generator, which a fork seeds anew. `os.urandom` lets go of the interpreter at each call: where
        # another thread waits for it, as the one that commits does, that costs more than sealing.
        nonce = RAND_bytes(_NONCE)
        return nonce + self._cipher.encrypt(nonce, plaintext, associated)

    def open(self, sealed: bytes, associated: bytes) -> bytes:
        """What `seal` was given. Raises `DoesNotFit`."""
        try:
            return self._cipher.decrypt(sealed[:_NONCE], sealed[_NONCE:], associated)
        except (InvalidTag, ValueError):
            raise DoesNotFit from None


def wrap(wrapping_key: bytes, key: bytes) -> bytes:
    """A key of 32 bytes as 40 bytes that only the wrapping key opens."""
    return aes_key_wrap(wrapping_key, key)


def unwrap(wrapping_key: bytes, wrapped: bytes) -> bytes:
    """What `wrap` was given. Raises `DoesNotFit`."""
    try:
        return aes_key_unwrap(wrapping_key, wrapped)
    except InvalidUnwrap:
        raise DoesNotFit from None
