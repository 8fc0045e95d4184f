"""Checkpoints of a log's tree, in the text of C2SP (c2sp.org/tlog-checkpoint)."""

import base64
import re
from typing import Final, NamedTuple

from events.merkle import HASH
from events.note import NotANote

_TEXT: Final = re.compile(
    r"(?P<origin>[^\n]+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<root>[A-Za-z0-9+/]{43}=)\n(?:time (?P<time>[^\n]+)\n)?"
)


class Checkpoint(NamedTuple):
    """How a log stood: its `origin`, how many events it held, the root of their tree; and when that was signed.

    The time is what the signer says, an extension line in the terms of C2SP.
    """

    origin: str
    size: int
    root: bytes
    time: str

    @property
    def text(self) -> str:
        """What is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\ntime {self.time}\n"


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that a text states. Raises `NotANote`."""
    found = _TEXT.fullmatch(text)
    root = base64.b64decode(found["root"]) if found else b""
    if not found or len(root) != HASH:
        raise NotANote("it does not state a checkpoint: origin, size, root and time")
    return Checkpoint(found["origin"], int(found["size"]), root, found["time"] or "")
