"""The sealer: follows the log, off the way of those who write to it, and signs and publishes how it stands."""

import time
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import Final

from adapters.clinic import Clinic
from adapters.incidents import notice
from adapters.keys.signing import FILE, Signer, make_signer, read_signer
from adapters.proof.leaves import leaves
from adapters.proof.published import Published, Stated, published
from adapters.sql.seals import Seal, Seals
from engine.keys import KeysUnusable
from events.checkpoint import Checkpoint
from events.instants import iso, to_datetime
from events.merkle import Tree
from events.note import Verifier
from events.store import EventStore, StoreDamaged

CALM: Final = 5.0
"""Seconds between two checkpoints, at least: what is recorded meanwhile shares one."""
_BATCH: Final = 2_000  # events read between two looks at whether to go on


class Sealer:
    """The `Work` of sealing one log. `keys` is the folder of the site's keys; `clock` gives UTC microseconds.

    `seals` opens its memory at first use: a process begins its other work also where that is held up.

    The signing key is made when a site is sealed for the first time. From then on whoever does not have it leaves
    sealing to those who do. Never signs what does not go on from the checkpoint that was published last.
    """

    def __init__(
        self,
        store: EventStore,
        seals: Callable[[], Seals],
        out: Published,
        keys: Path,
        clock: Callable[[], int],
        *,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._origin = origin(store.log)
        self._open_seals = seals
        self._out = out
        self._keys = keys
        self._clock = clock
        self._monotonic = monotonic
        self._not_before = 0.0
        self._is_mute = False
        self._began: tuple[Seal | None, Stated | None] = (None, None)
        self._tree = Tree()  # grown from the seal that is in `_began`

    @property
    def _seals(self) -> Seals:
        return self._open_seals()

    def is_due(self) -> bool:
        """Whether there is news, it is time, and this process may seal."""
        if self._monotonic() < self._not_before:
            return False
        last = self._seals.last()
        return (last.tree.size if last else 0) < self._store.head().position and self._may_seal(last)

    def advance(self, goes_on: Callable[[], bool]) -> bool:
        """Seals the log as it stands, unless it is too early; whether that has to be gone on with."""
        return self.is_due() and not self.seal(goes_on)

    def seal(self, goes_on: Callable[[], bool] = lambda: True) -> bool:
        """Seals the log as it stands; False if that was not to go on until it was done.

        Raises `StoreDamaged` where the log does not go on from what was published; `StoreError` and `KeysUnusable`.
        """
        began = (self._seals.last(), self._out.last())
        if began != self._began:
            self._began, self._tree = began, began[0].tree if began[0] else Tree()
        head = self._store.head()
        if not self._goes_on_from(began[1], head.position, goes_on) or not self._grow(head.position, goes_on):
            return False
        if head.position == (began[0].tree.size if began[0] else 0):
            return True
        with self._seals.alone() as sealing:
            if sealing.last == began[0]:  # else another was faster
                signer = self._signer(sealing.last) or make_signer(self._keys, self._origin)
                checkpoint = Checkpoint(self._origin, self._tree.size, self._tree.root, iso(self._clock()))
                # By the log's own time, which never goes back: the last file holds the last checkpoint.
                day = to_datetime(head.recorded_at, UTC).date().isoformat()
                self._out.append(signer.sign(checkpoint.text), day)
                sealing.write(Seal(self._tree, signer.verifier.line))
        self._not_before = self._monotonic() + CALM
        return True

    def lag(self) -> float:
        """Seconds since the first event that is not sealed yet was recorded."""
        last = self._seals.last()
        for unsealed in self._store.read_log(after=last.tree.size if last else 0, limit=1):
            return max(0.0, (self._clock() - unsealed.recorded_at) / 1_000_000)
        return 0.0

    def waiting(self) -> int:
        """How many events are not sealed yet."""
        last = self._seals.last()
        return self._store.head().position - (last.tree.size if last else 0)

    def check_key(self) -> None:
        """Raises `KeysUnusable` where the key that this site is sealed with is not here."""
        self._signer(self._seals.last())

    def verifier(self, *, new: bool = False) -> Verifier:
        """The public key of whoever seals this site; it is made where nobody has yet, or where a `new` one is wanted.

        Raises `KeysUnusable` where the key is not here, or is here and a new one is wanted.
        """
        with self._seals.alone() as sealing:
            tree = sealing.last.tree if sealing.last else Tree()
            known = None if new else self._signer(sealing.last)
            signer = known or make_signer(self._keys, self._origin)
            sealing.write(Seal(tree, signer.verifier.line))
        return signer.verifier

    def _goes_on_from(self, last: Stated | None, head: int, goes_on: Callable[[], bool]) -> bool:
        """Whether it was found out; raises `StoreDamaged` where the log does not go on from a checkpoint."""
        if last is None or last.checkpoint.size < self._tree.size:
            return True
        size = last.checkpoint.size
        if head < size:
            raise StoreDamaged(
                f"the log holds {head} events, and a checkpoint in {last.where} {size}; nothing more is sealed until "
                "the events are back, or that folder of checkpoints was moved away for an auditor to see"
            )
        if not self._grow(size, goes_on):
            return False
        if self._tree.root != last.checkpoint.root:
            raise StoreDamaged(
                f"the log is not as the checkpoint of {size} events in {last.where} says; nothing more is sealed "
                "until it is: see homeport proof verify"
            )
        return True

    def _grow(self, size: int, goes_on: Callable[[], bool]) -> bool:
        while self._tree.size < size:
            if not goes_on():
                return False
            after = self._tree.size
            records = self._store.read_log(after=after, until=size, limit=_BATCH)
            grown = self._tree.grown(leaves(records, after))
            if grown.size == after:
                raise StoreDamaged(f"the log ends at position {after}, and says that it reaches to {size}")
            self._tree = grown
        return True

    def _may_seal(self, last: Seal | None) -> bool:
        is_able = last is None or (self._keys / FILE).exists()
        if not is_able and not self._is_mute:
            notice("not_sealing", site=self._store.log, reason="no_signing_key")
        self._is_mute = not is_able
        return is_able

    def _signer(self, last: Seal | None) -> Signer | None:
        """The key that the site is sealed with; None where nobody has sealed it and it is still to be made."""
        signer = read_signer(self._keys, self._origin)
        if last is None and (signer or self._out.last() is None):
            return signer
        if signer is None or last is None or signer.verifier.line != last.verifier:
            what = "is not the one that this site is sealed with" if signer else "is not here"
            raise KeysUnusable(
                f"the signing key {self._keys / FILE} {what}: copy it from the machine that seals, or from the "
                "backup of the keys"
            )
        return signer


def origin(log: str) -> str:
    """The name of a log in its checkpoints, under which they are signed too."""
    return f"homeport/{log}"


def sealer(clinic: Clinic) -> Sealer:
    """The sealer of an open site."""
    return Sealer(clinic.store, lambda: clinic.seals, published(clinic), clinic.folder / "keys", clinic.clock)
