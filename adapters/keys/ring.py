"""`keyring.json`: the site's own key, from which all else is derived or unwrapped; and how files of keys are kept."""

import base64
import json
import os
from pathlib import Path

from engine.keys import KeysUnusable

_VERSION = 1
_LENGTH = 32


def make(path: Path, key: bytes) -> bytes:
    """Writes a ring with a key of 32 bytes; gives the key. Raises as `write`."""
    write(path, json.dumps({"version": _VERSION, "site_key": base64.b64encode(key).decode()}).encode() + b"\n")
    return key


def write(path: Path, content: bytes) -> None:
    """Writes a file of keys, mode 0600, on the disk when this returns.

    Raises `KeysUnusable` where there is one already, or none can be written.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with open(descriptor, "wb") as file:  # noqa: PTH123  # it is a descriptor
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        try:
            os.link(unfinished, path)  # fails where there is one, which a rename would not
        finally:
            unfinished.unlink()
        _sync(path.parent)
    except FileExistsError:
        raise KeysUnusable(f"There is a key at {path} already: it is never overwritten") from None
    except OSError:
        raise KeysUnusable(f"No key can be written at {path}: see that you may write there") from None


def read(path: Path) -> bytes:
    """The site key. Raises `KeysUnusable`."""
    check_private(path)
    not_a_ring = KeysUnusable(f"{path} is not a key ring: restore it from the backup of the keys")
    try:
        ring = json.loads(path.read_bytes())
        if ring["version"] != _VERSION:
            raise KeysUnusable(f"{path} was made by another version of Homeport: open it with that one")
        key = base64.b64decode(ring["site_key"], validate=True)
    except OSError:
        raise KeysUnusable(f"The key ring {path} cannot be read: see that you may read it") from None
    except (ValueError, KeyError, TypeError):
        raise not_a_ring from None
    if len(key) != _LENGTH:
        raise not_a_ring
    return key


def check_private(path: Path) -> None:
    """Raises `KeysUnusable` where there is no such file, or others than its owner may read or write it."""
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise KeysUnusable(f"{path} is missing: restore it from the backup of the keys") from None
    except OSError:
        raise KeysUnusable(f"{path} cannot be read: see that you may enter its folder") from None
    if os.name == "posix" and mode & 0o077:
        raise KeysUnusable(f"Others than its owner may open {path}: close it to them with chmod 600")


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
