"""The audit: the tree worked out anew from the log, and compared with every checkpoint that was published."""

from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from adapters.clinic import Clinic
from adapters.keys.signing import is_signed, read_signer
from adapters.proof.leaves import Missing, leaves
from adapters.proof.published import Stated, published, read
from adapters.proof.sealer import origin
from engine.refusals import Invalid, NotFound
from events.checkpoint import Checkpoint
from events.merkle import Tree
from events.note import NotANote, Verifier, read_verifier


class Audited(NamedTuple):
    """What an audit came to: `wrong` says what is not as it was sealed and from where on, or is empty.

    `events` is how many were compared with `checkpoints`, of which `last` is the largest.
    """

    events: int
    checkpoints: int
    last: Checkpoint | None
    wrong: str

    @property
    def says(self) -> str:
        """Which checkpoints hold."""
        if self.last is None:
            return "no checkpoint was looked at"
        which = (
            "the one checkpoint holds,"
            if self.checkpoints == 1
            else f"all {self.checkpoints} checkpoints hold, the last"
        )
        return f"{which} of {self.last.size} events, sealed at {self.last.time}"


def audited(log: Iterator[bytes], stated: Iterable[Stated], origin: str, verifiers: Sequence[Verifier]) -> Audited:
    """Compares the leaves of a `log` with checkpoints of it, signed by any of these keys, up to the first difference.

    They come in the order of their sizes. To read the log once is enough for all: each states the root of the tree
    that grows along it.
    """
    tree, held, last = Tree(), 0, None
    for one in stated:
        where, _, checkpoint = one
        wrong = not_ours(one, origin, verifiers)
        if not wrong and checkpoint.size < tree.size:
            wrong = f"the checkpoint of {checkpoint.size} events in {where} is not in its place"
        if wrong:
            return Audited(tree.size, held, last, wrong)
        seal = f"the checkpoint of {checkpoint.size} events in {where}, sealed at {checkpoint.time}"
        missing = None
        try:
            tree = tree.grown(islice(log, checkpoint.size - tree.size))
        except Missing as hole:
            missing = hole.position
        if missing is None and tree.size < checkpoint.size:
            missing = tree.size + 1
        if missing is not None:
            wrong = f"{seal}, does not hold: from position {missing} on events are missing"
            return Audited(last.size if last else 0, held, last, wrong)
        if tree.root != checkpoint.root:
            since = last.size if last else 0
            first, until = since + 1, checkpoint.size
            which = f"the event at position {first}" if first == until else f"an event at position {first} to {until}"
            wrong = f"{seal}, does not hold: {which} is not what was sealed" + (
                f"; up to {since} all are" if since else ""
            )
            return Audited(since, held, last, wrong)
        held, last = held + 1, checkpoint
    return Audited(tree.size, held, last, "")


def audit(
    clinic: Clinic, verifiers: Sequence[Verifier] = (), further: Iterable[Stated] = (), *, last_alone: bool = False
) -> Audited:
    """Compares a site's log with all checkpoints that were published, and with `further` ones that somebody kept.

    Of those published the `last_alone` says whether anything was changed, though not so closely where.
    They must be signed by one of the `verifiers`, or else by the key that the site itself says it is sealed with.
    Raises `NotFound` where there is no checkpoint; `StoreError`.
    """
    out = published(clinic)
    seal, last = clinic.seals.last(), out.last()  # in this order: somebody may be sealing
    further = sorted(further, key=_size)
    if seal is not None and seal.tree.size > (last.checkpoint.size if last else 0):
        wrong = f"the checkpoint of {seal.tree.size} events that was published last is not in {out.folder}"
        return Audited(0, 0, None, wrong)
    if not last and not further:
        raise NotFound("nothing was sealed yet: homeport proof seal does it now, and homeport serve by itself")
    if not verifiers:
        verifiers = [known_verifier(clinic)]
    those = [last] if last_alone and last else out
    log = leaves(clinic.store.read_log())
    return audited(log, merge(those, further, key=_size), origin(clinic.store.log), verifiers)


def known_verifier(clinic: Clinic) -> Verifier:
    """The key that a site says it is sealed with. Raises `NotFound`, `KeysUnusable` and `StoreError`."""
    if seal := clinic.seals.last():
        return read_verifier(seal.verifier)
    if signer := read_signer(clinic.folder / "keys", origin(clinic.store.log)):
        return signer.verifier
    raise NotFound("this site has no signing key: name the key with --key, as homeport proof key printed it")


def read_verifiers(lines: Iterable[str], name: str) -> list[Verifier]:
    """The keys in verifier lines, or in the files that are named instead. Raises `Invalid` with the option's `name`."""
    verifiers = []
    for line in lines:
        try:
            verifiers.append(read_verifier(Path(line).read_text() if "+" not in line else line))
        except (OSError, UnicodeDecodeError):
            raise Invalid([f"{name} {line} is no verifier key, and no file that holds one"], field="key") from None
        except NotANote as error:
            raise Invalid([f"{name}: {error}"], field="key") from None
    return verifiers


def read_kept(path: Path, name: str) -> list[Stated]:
    """The checkpoints in a file that somebody kept. Raises `Invalid` with the option's `name`; `StoreUnavailable`."""
    if found := list(read(path)):
        return found
    raise Invalid([f"{name} {path} holds no checkpoint"], field="checkpoint")


def _size(stated: Stated) -> int:
    return stated.checkpoint.size


def not_ours(stated: Stated, origin: str, verifiers: Sequence[Verifier]) -> str:
    """What is wrong with a checkpoint itself: it is of another log than `origin`, or signed by none of the keys."""
    where, note, checkpoint = stated
    if checkpoint.origin != origin:
        return f"a checkpoint in {where} is of the log {checkpoint.origin}, and this is {origin}"
    if not any(is_signed(note, verifier) for verifier in verifiers):
        return f"the checkpoint of {checkpoint.size} events in {where} is not signed by the key given"
    return ""
