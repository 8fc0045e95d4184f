"""Proofs of RFC 6962: that a leaf is in a tree, and that a tree goes on from an older one.

They are made from the leaves, and hold for whoever has the two roots alone. Verification follows RFC 9162, 2.1.3.2
and 2.1.4.2.
"""

from collections.abc import Sequence

from events.merkle import Tree, joined


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The path from the leaf at `index` to the root, the lowest node first."""
    path = []
    low, high = 0, len(leaves)
    while high - low > 1:
        middle = low + _left(high - low)
        if index < middle:
            path.append(_root(leaves, middle, high))
            high = middle
        else:
            path.append(_root(leaves, low, middle))
            low = middle
    return path[::-1]


def consistency(leaves: Sequence[bytes], size: int) -> list[bytes]:
    """What it takes to work out from the tree of the first `size` leaves the root of all; nothing where it is empty."""
    path = []
    low, high = 0, len(leaves)
    if not 0 < size < high:
        return []
    while high != size:
        middle = low + _left(high - low)
        if size <= middle:
            path.append(_root(leaves, middle, high))
            high = middle
        else:
            path.append(_root(leaves, low, middle))
            low = middle
    if low:
        path.append(_root(leaves, low, high))
    return path[::-1]


def is_included(leaf: bytes, index: int, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Whether `path` shows that a leaf is at `index` of the tree with this size and root."""
    if not 0 <= index < size:
        return False
    at, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if at & 1 or at == last:
            node = joined(sibling, node)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            node = joined(node, sibling)
        at, last = at >> 1, last >> 1
    return last == 0 and node == root


def is_consistent(old: tuple[int, bytes], new: tuple[int, bytes], path: Sequence[bytes]) -> bool:
    """Whether `path` shows that the tree `new` (size and root) holds all of `old`, and goes on from there."""
    (size, root), (new_size, new_root) = old, new
    if size == new_size:
        return not path and root == new_root
    if size == 0:
        return not path and root == Tree().root
    if not 0 < size < new_size or not path:
        return False
    nodes = list(path) if size & (size - 1) else [root, *path]
    at, last = size - 1, new_size - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    was = now = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if at & 1 or at == last:
            was, now = joined(node, was), joined(node, now)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            now = joined(now, node)
        at, last = at >> 1, last >> 1
    return last == 0 and was == root and now == new_root


def _left(size: int) -> int:
    """How many leaves the left half has: the largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _root(leaves: Sequence[bytes], low: int, high: int) -> bytes:
    return Tree().grown(leaves[place] for place in range(low, high)).root
