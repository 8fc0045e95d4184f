"""The tree and its proofs are those of RFC 6962: the roots that other logs' tests hold, and laws at any size."""

from hashlib import sha256

from hypothesis import given
from hypothesis import strategies as st

from events.merkle import Tree, levels
from events.proofs import consistency, inclusion, is_consistent, is_included

ENTRIES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
"""Of the first 0, 1, 2 … entries: the test data of Certificate Transparency's reference implementation."""


def leaves(count: int) -> list[bytes]:
    return [sha256(b"\x00%d" % number).digest() for number in range(count)]


def published() -> list[bytes]:
    return [sha256(b"\x00" + bytes.fromhex(entry)).digest() for entry in ENTRIES]


def root(of: list[bytes]) -> bytes:
    return Tree().grown(of).root


sizes = st.integers(0, 70)


def test_the_roots_are_those_of_certificate_transparency() -> None:
    assert [root(published()[:size]).hex() for size in range(9)] == ROOTS


def test_a_path_is_that_of_certificate_transparency() -> None:
    assert [node.hex() for node in inclusion(published(), 5)] == [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]
    assert [node.hex() for node in consistency(published(), 6)] == [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ]


@given(sizes, sizes)
def test_a_tree_grown_in_two_goes_is_the_tree_grown_in_one(size: int, further: int) -> None:
    every = leaves(size + further)
    grown = Tree().grown(every[:size]).grown(every[size:])
    assert grown == Tree().grown(every)
    assert grown.is_whole


@given(sizes, sizes)
def test_a_tree_goes_on_by_the_largest_subtrees_of_what_follows_as_by_its_leaves(size: int, further: int) -> None:
    every = leaves(size + further)
    tree = Tree().grown(every[:size])
    for level in levels(size, size + further):
        subtree = every[tree.size : tree.size + (1 << level)]
        assert len(subtree) == 1 << level
        tree = tree.grown([root(subtree)], level)
    assert tree == Tree().grown(every)


@given(st.integers(1, 70), st.data())
def test_every_leaf_of_a_tree_is_shown_to_be_there_and_nowhere_else(size: int, data: st.DataObject) -> None:
    every = leaves(size)
    index = data.draw(st.integers(0, size - 1))
    path = inclusion(every, index)

    assert is_included(every[index], index, size, root(every), path)
    for other in range(-1, size + 1):
        assert is_included(every[index], other, size, root(every), path) == (other == index)
    assert not is_included(sha256(b"\x00another").digest(), index, size, root(every), path)
    assert not is_included(every[index], index, size, root([*every, every[0]]), path)
    assert not is_included(every[index], index, size, root(every), [*path, every[0]])
    for place, node in enumerate(path):
        wrong = [*path[:place], bytes(byte ^ 1 for byte in node), *path[place + 1 :]]
        assert not is_included(every[index], index, size, root(every), wrong)
        assert not is_included(every[index], index, size, root(every), [*path[:place], *path[place + 1 :]])


@given(sizes, sizes, st.data())
def test_every_tree_is_shown_to_go_on_from_each_before_it_and_from_no_other(
    size: int, further: int, data: st.DataObject
) -> None:
    every = leaves(size + further)
    path = consistency(every, size)
    old, new = (size, root(every[:size])), (len(every), root(every))

    assert is_consistent(old, new, path)
    assert not is_consistent(old, new, [*path, every[0] if every else root([])])
    if size:
        at = data.draw(st.integers(0, size - 1))
        rewritten = [*every[:at], sha256(b"\x00another").digest(), *every[at + 1 :]]
        assert not is_consistent(old, (len(every), root(rewritten)), consistency(rewritten, size))
        assert not is_consistent((size, root(rewritten[:size])), new, path)
    for place, node in enumerate(path):
        wrong = [*path[:place], bytes(byte ^ 1 for byte in node), *path[place + 1 :]]
        assert not is_consistent(old, new, wrong)
        assert not is_consistent(old, new, [*path[:place], *path[place + 1 :]])
    if further:
        assert not is_consistent(new, old, path)
