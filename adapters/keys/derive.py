"""Keys derived from keys. In the standard library, so that checking a ring does not load a cipher."""

from hmac import digest


def derive(key: bytes, purpose: str) -> bytes:
    """32 bytes for one purpose: HKDF-SHA-256 (RFC 5869) without salt, `purpose` as its info, one block."""
    extracted = digest(bytes(32), key, "sha256")
    return digest(extracted, purpose.encode() + b"\x01", "sha256")
