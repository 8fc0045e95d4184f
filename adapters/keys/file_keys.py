"""A key ring: the site's key in a file, and those of its clients in a table, wrapped by it."""

import os
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from adapters.keys import ring
from adapters.keys.derive import derive
from adapters.keys.key_table import KeyTable, WrappedKeys, make_key_table
from adapters.keys.subject_key import DoesNotFit, SubjectKey
from engine.keys import SITE, DoesNotOpen, KeyErased, KeyMissing, KeysUnusable

FreshKey = Callable[[str], bytes]
"""32 bytes for a subject that has no key yet, or for the site itself."""
_LENGTH = 32
_CACHED = 1_000  # subjects


class FileKeys:
    """`Keys` in a folder: `keyring.json` holds the site's key, `keys.db` or another `table` those of its clients.

    Opening raises `KeysUnusable`. Keys used lately are kept in memory until the table says that they may have
    changed, in whatever process. That is looked up again `look_again_after` seconds (a look at a file costs a command
    a seventh of its time), so that an erasure elsewhere holds here within that.
    """

    def __init__(
        self,
        folder: Path,
        fresh_key: FreshKey | None = None,
        look_again_after: float = 0.05,
        table: WrappedKeys | None = None,
    ) -> None:
        self._fresh_key = fresh_key or random_key
        self._look_again_after, self._look_again_at = look_again_after, 0.0
        site_key = ring.read(folder / "keyring.json")
        self._check_value = _check_value(site_key)
        self._wrapping_key = derive(site_key, "wrap")
        self._site = SubjectKey(derive(site_key, "site"))
        self._table = table or KeyTable(folder / "keys.db", self._check_value)
        self._lock = threading.Lock()  # to read a key into the cache, or to erase it: never both at once
        self._cache: OrderedDict[str, SubjectKey] = OrderedDict()

    @classmethod
    def create(cls, folder: Path, fresh_key: FreshKey | None = None, table: WrappedKeys | None = None) -> "FileKeys":
        """Makes the ring of a new site. Raises `KeysUnusable` where there is one already.

        `fresh_key` replaces the system's randomness in synthetic sites, whose digests a seed has to repeat.
        """
        site_key = ring.make(folder / "keyring.json", (fresh_key or random_key)(SITE))
        if table is None:
            make_key_table(folder / "keys.db", _check_value(site_key))
        return cls(folder, fresh_key, table=table)

    def ensure(self, subject: str) -> None:
        """See `Keys.ensure`."""
        self._subject(subject, make=True)

    def has(self, subject: str) -> bool:
        """See `Keys.has`."""
        try:
            self._subject(subject)
        except (KeyErased, KeyMissing):
            return False
        return True

    def seal(self, subject: str, plaintext: bytes, associated: bytes) -> bytes:
        """See `Keys.seal`. A nonce of 12 random bytes, the ciphertext of AES-256-GCM, its tag of 16 bytes."""
        return self._subject(subject).box.seal(plaintext, associated)

    def open(self, subject: str, sealed: bytes, associated: bytes) -> bytes:
        """See `Keys.open`."""
        try:
            return self._subject(subject).box.open(sealed, associated)
        except DoesNotFit:
            raise DoesNotOpen(
                f"What was sealed for {subject} does not open with its key: restore the log and the keys from "
                "backups that belong together"
            ) from None

    def digest(self, subject: str, content: bytes) -> bytes:
        """See `Keys.digest`."""
        return self._subject(subject).digest(content)

    def erase(self, subject: str) -> None:
        """See `Keys.erase`. Raises `ValueError` for the site itself, whose key is never erased."""
        if subject == SITE:
            raise ValueError("the key of the site itself is not erased")
        with self._lock:
            self._cache.pop(subject, None)
            self._table.erase(subject)

    def check_value(self) -> str:
        """See `Keys.check_value`."""
        return self._check_value

    def close(self) -> None:
        """Lets go of the table."""
        with self._lock:
            self._table.close()

    def _subject(self, subject: str, make: bool = False) -> SubjectKey:
        if subject == SITE:
            return self._site
        with self._lock:
            if (now := time.monotonic()) >= self._look_again_at:
                self._look_again_at = now + self._look_again_after
                if self._table.changed():
                    self._cache.clear()
            keys = self._cache.get(subject)
            if keys is None:
                keys = self._cache[subject] = SubjectKey(self._read(subject, make))
                if len(self._cache) > _CACHED:
                    self._cache.popitem(last=False)
            else:
                self._cache.move_to_end(subject)
            return keys

    def _read(self, subject: str, make: bool) -> bytes:
        from adapters.keys import cipher  # noqa: PLC0415  # see `SubjectKey.box`

        known, wrapped = self._table.find(subject)
        if make and not known:
            self._table.add(subject, cipher.wrap(self._wrapping_key, self._fresh_key(subject)))
            known, wrapped = self._table.find(subject)
        if not known:
            raise KeyMissing(
                f"The key of {subject} is missing: the keys are older than the log; restore them from their backup"
            )
        if wrapped is None:
            raise KeyErased(subject)
        try:
            return cipher.unwrap(self._wrapping_key, wrapped)
        except DoesNotFit:
            raise KeysUnusable(f"The key of {subject} is damaged: restore the keys from their backup") from None


def random_key(_: str) -> bytes:
    """A key that nobody can guess."""
    return os.urandom(_LENGTH)


def _check_value(site_key: bytes) -> str:
    return derive(site_key, "check").hex()[:32]
