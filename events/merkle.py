"""The Merkle tree of RFC 6962, held as no more than it takes to go on with it."""

from collections.abc import Iterable, Iterator
from hashlib import sha256
from typing import Final, NamedTuple

HASH: Final = 32
"""Bytes of a hash."""


class Tree(NamedTuple):
    """A tree of `size` leaves: the roots of the perfect subtrees that they fill, from the first leaf on.

    These are as many as `size` has ones in binary, each subtree smaller than the one before.
    """

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def grown(self, nodes: Iterable[bytes], level: int = 0) -> "Tree":
        """The tree with further leaves, or further perfect subtrees of `2 ** level` leaves, given by their roots.

        Raises `ValueError` where no subtree of that size can follow.
        """
        count, peaks = self.size >> level, list(self.peaks)
        if count << level != self.size:
            raise ValueError(f"no subtree of {1 << level} leaves follows {self.size}")
        for added in nodes:
            node = added
            count += 1
            complete = count
            while not complete & 1:
                node = joined(peaks.pop(), node)
                complete >>= 1
            peaks.append(node)
        return Tree(count << level, tuple(peaks))

    @property
    def root(self) -> bytes:
        """The Merkle tree hash."""
        if not self.peaks:
            return sha256().digest()
        *larger, node = self.peaks
        for peak in reversed(larger):
            node = joined(peak, node)
        return node

    @property
    def is_whole(self) -> bool:
        """Whether there are as many peaks as a tree of this size has, each a hash."""
        return len(self.peaks) == self.size.bit_count() and all(len(peak) == HASH for peak in self.peaks)


def joined(left: bytes, right: bytes) -> bytes:
    """The hash of an interior node."""
    return sha256(b"\x01" + left + right).digest()


def levels(start: int, end: int) -> Iterator[int]:
    """The levels of the largest perfect subtrees that the leaves from `start` to before `end` fill, in order."""
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level
        start += 1 << level
