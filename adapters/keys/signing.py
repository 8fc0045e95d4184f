"""`signing.key`: the Ed25519 key that signs checkpoints, as PEM (PKCS 8), beside the key ring of the site."""

from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from adapters.keys import ring
from engine.keys import KeysUnusable
from events.note import Note, Verifier, signed

FILE: Final = "signing.key"


class Signer:
    """A private key, and the name that it signs under."""

    def __init__(self, name: str, key: Ed25519PrivateKey) -> None:
        self._key = key
        public = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.verifier = Verifier(name, public)

    def sign(self, text: str) -> Note:
        """A text with this key's signature below it."""
        return signed(text, self.verifier, self._key.sign(text.encode()))


def read_signer(folder: Path, name: str) -> Signer | None:
    """The signing key in a folder of keys, or None where there is none. Raises `KeysUnusable`."""
    path = folder / FILE
    if not path.exists():
        return None
    ring.check_private(path)
    try:
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeysUnusable(f"{path} is not a signing key: restore it from the backup of the keys")
    return Signer(name, key)


def make_signer(folder: Path, name: str) -> Signer:
    """Makes a signing key in a folder of keys. Raises `KeysUnusable` where there is one, or none can be written."""
    key = Ed25519PrivateKey.generate()
    ring.write(folder / FILE, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return Signer(name, key)


def is_signed(note: Note, verifier: Verifier) -> bool:
    """Whether a note has a signature by a key, and every one that claims to be by it is."""
    claimed = list(note.by(verifier))
    try:
        for signature in claimed:
            Ed25519PublicKey.from_public_bytes(verifier.key).verify(signature, note.text.encode())
    except (InvalidSignature, ValueError):
        return False
    return bool(claimed)
