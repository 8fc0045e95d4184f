"""Events taken out of a log with what it takes to verify them against a checkpoint, and without the log.

Three files: `events.ndjson` holds the events of a range of positions, `checkpoint.txt` the checkpoint, and `tree.json`
the hashes of what lies before and behind them in its tree. Personal parts stay sealed.
"""

import base64
import json
import os
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from adapters.clinic import Clinic
from adapters.copying import made_whole, write
from adapters.proof.auditing import Audited, audited, not_ours
from adapters.proof.leaves import leaves
from adapters.proof.published import Stated, published, read
from engine.refusals import Invalid, NotFound
from events.envelope import Recorded
from events.leaf import leaf
from events.merkle import HASH, Tree, levels
from events.note import Verifier
from events.store import StoreDamaged, StoreUnavailable

_EVENTS: Final = "events.ndjson"
_CHECKPOINT: Final = "checkpoint.txt"
_TREE: Final = "tree.json"

_Hash = Annotated[str, Field(pattern=rf"^[0-9a-f]{{{2 * HASH}}}$")]


class Surroundings(BaseModel):
    """Which positions an export holds, and the largest perfect subtrees before and behind them, left to right."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    first: int = Field(ge=1)
    until: int = Field(ge=1)
    before: tuple[_Hash, ...]
    behind: tuple[_Hash, ...]


def export(clinic: Clinic, target: Path, after: int = 0, until: int | None = None) -> Surroundings:
    """Writes the events beyond position `after` (and up to `until`) into `target`, an empty folder or none.

    They are those of the checkpoint that was published last. Raises `NotFound`, `Invalid`, `AlreadyExists`
    and `StoreError`.
    """
    last = published(clinic).last()
    if last is None:
        raise NotFound("nothing was sealed yet: run homeport proof seal first")
    size = last.checkpoint.size
    until = size if until is None else until
    if not after < until <= size:
        raise Invalid([f"the range is to end after it begins, and at {size} at most: so much is sealed"], field="until")
    with made_whole(target) as making:
        tree = Tree().grown(leaves(clinic.store.read_log(until=after)))
        with (making / _EVENTS).open("w", encoding="ascii") as file:
            for record in clinic.store.read_log(after=after, until=until):
                file.write(json.dumps(_told(record)) + "\n")
            file.flush()
            os.fsync(file.fileno())
        rest = leaves(clinic.store.read_log(after=until, until=size), until)
        behind = [Tree().grown(islice(rest, 1 << level)).root.hex() for level in levels(until, size)]
        before = [peak.hex() for peak in tree.peaks]
        around = Surroundings.model_validate({"first": after + 1, "until": until, "before": before, "behind": behind})
        write(making / _TREE, around.model_dump_json(indent=2).encode() + b"\n")
        write(making / _CHECKPOINT, str(last.note).encode())
        if difference(making, last):  # wherever in the log it is, so not to be told of the range
            raise StoreDamaged("the log is not as it was sealed: homeport proof verify says from which position on")
    return around


def verified(folder: Path, verifiers: Sequence[Verifier], kept: Sequence[Stated] = ()) -> Audited:
    """Compares an export with the checkpoint that it came with, and with those that somebody `kept`.

    Raises `Invalid` where a kept one says nothing of these events, `NotFound` and `StoreError`.
    """
    if not verifiers:
        raise Invalid(["name the key to verify an export by with --key"], field="key")
    came_with, around = _stated_in(folder), _surroundings(folder)
    origin, size = came_with.checkpoint.origin, came_with.checkpoint.size
    if wrong := not_ours(came_with, origin, verifiers) or difference(folder, came_with):
        return Audited(0, 0, None, wrong)
    if (around.first, around.until) == (1, size):
        stated = sorted([came_with, *kept], key=lambda one: one.checkpoint.size)
        return audited(leaves(_records(folder / _EVENTS)), stated, origin, verifiers)
    if kept:
        raise Invalid(
            ["a part of the log holds to the checkpoint that it came with; leave the other out"], field="checkpoint"
        )
    return Audited(around.until - around.first + 1, 1, came_with.checkpoint, "")


def _stated_in(folder: Path) -> Stated:
    if not (folder / _CHECKPOINT).exists():
        raise NotFound(f"there is no export in {folder}: it would hold a {_CHECKPOINT}")
    for stated in read(folder / _CHECKPOINT):
        return stated
    raise StoreDamaged(f"{folder / _CHECKPOINT} holds no checkpoint: use another copy of the export")


def difference(folder: Path, stated: Stated) -> str:
    """What shows that the events of an export are not those that a checkpoint sealed, or nothing.

    Raises `StoreUnavailable`, and `StoreDamaged` where the files are not those of an export.
    """
    around, size = _surroundings(folder), stated.checkpoint.size
    after = around.first - 1
    rest = list(levels(around.until, size))
    tree = Tree(after, tuple(map(bytes.fromhex, around.before)))
    if not tree.is_whole or len(rest) != len(around.behind) or around.until > size:
        return f"{_TREE} is not of the tree of the checkpoint of {size} events"
    for position, record in enumerate(_records(folder / _EVENTS), around.first):
        if record.position != position or position > around.until:
            return f"the event at position {position} is missing, or out of its order"
        tree = tree.grown([leaf(record)])
    if tree.size != around.until:
        return f"the events end at position {tree.size}, and are to reach to {around.until}"
    for level, node in zip(rest, around.behind, strict=True):
        tree = tree.grown([bytes.fromhex(node)], level)
    if tree.root != stated.checkpoint.root:
        return f"an event at position {around.first} to {around.until}, or {_TREE}, is not what was sealed"
    return ""


def _surroundings(folder: Path) -> Surroundings:
    path = folder / _TREE
    try:
        return Surroundings.model_validate_json(path.read_bytes())
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be read ({os.strerror(error.errno or 0)})") from None
    except ValidationError:
        raise StoreDamaged(f"{path} is damaged, or of a newer Homeport: use another copy, or upgrade") from None


def _told(record: Recorded) -> dict[str, Any]:
    told = record._asdict()
    told["data"] = record.data.decode(errors="surrogateescape")
    told["sealed"] = None if record.sealed is None else base64.b64encode(record.sealed).decode()
    return told


def _records(path: Path) -> Iterator[Recorded]:
    try:
        with path.open(encoding="ascii") as file:
            for line in file:
                fields = json.loads(line)
                fields["data"] = fields["data"].encode(errors="surrogateescape")
                sealed = fields["sealed"]
                fields["sealed"] = None if sealed is None else base64.b64decode(sealed, validate=True)
                yield Recorded(**fields)
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be read ({os.strerror(error.errno or 0)})") from None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise StoreDamaged(f"{path} is damaged: a line of it is not an event") from None
