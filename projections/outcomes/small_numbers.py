"""Which counts of a publication to withhold, so that small numbers of people cannot be learnt from it.

A count from 1 to `smallest` - 1 is small. Withholding the small ones is not enough: a reader may work one out from
sums and differences of what is shown, and so further counts are withheld until none can be (complementary suppression;
Willenborg & de Waal, 2001, Elements of Statistical Disclosure Control). Zero is shown: it counts nobody.

Publications over overlapping periods can be compared with each other; what is withheld here does not hold across them.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from math import gcd
from typing import NamedTuple

Cell = tuple[str, ...]
"""The name of a count: its table and its place there."""
_Row = dict[Cell, int]
"""A relation between counts: their coefficients, which make a sum of 0."""


class Sum(NamedTuple):
    """What every reader knows: a count is the sum of others."""

    total: Cell
    parts: tuple[Cell, ...]


def withheld(
    counts: Mapping[Cell, int], sums: Sequence[Sum], published: Mapping[Cell, int], smallest: int
) -> frozenset[Cell]:
    """The published cells to withhold.

    `counts` are all that a sum speaks of, those not `published` too (they are never shown, and small ones among them
    are protected like the others). `published` gives each cell a rank: where one of several has to be withheld, it is
    one of the lowest rank, and of these the smallest.
    """
    small = {cell for cell, count in counts.items() if 0 < count < smallest}
    hidden = small & published.keys()
    while True:
        shown = published.keys() - hidden
        told = {cell: clues for cell, clues in _told(counts, sums, shown).items() if cell in small}
        if not told:
            return frozenset(hidden)
        hidden_now: set[Cell] = set()
        for clues in told.values():
            if hidden_now.isdisjoint(clues):
                hidden_now.add(min(clues, key=lambda cell: (published[cell], counts[cell], cell)))
        hidden |= hidden_now


def _told(counts: Mapping[Cell, int], sums: Iterable[Sum], shown: Collection[Cell]) -> dict[Cell, list[Cell]]:
    """The cells not shown whose count follows from what is, each with the shown cells that it follows from.

    By elimination (Gauss and Jordan) among the relations. Empty cells are taken as known. As all others are above 0,
    what is left open by the relations is open indeed: their counts can be a little more as well as a little less.
    """
    solved: dict[Cell, _Row] = {}
    for total, parts in sums:
        row: _Row = {cell: 1 for cell in parts if counts[cell]}
        if counts[total]:
            row[total] = -1
        for cell in [cell for cell in row if cell in solved]:
            row = _without(row, cell, solved[cell])
        unknown = next((cell for cell in row if cell not in shown), None)
        if unknown is None:
            continue
        for other, known in solved.items():
            if unknown in known:
                solved[other] = _without(known, unknown, row)
        solved[unknown] = row
    return {
        cell: [other for other in row if other in shown]
        for cell, row in solved.items()
        if all(other in shown for other in row if other != cell)
    }


def _without(row: _Row, cell: Cell, by: _Row) -> _Row:
    """`row` with `cell` eliminated by another relation that holds it."""
    mine, theirs = row[cell], by[cell]
    mixed = {
        other: coefficient
        for other in {**row, **by}
        if (coefficient := row.get(other, 0) * theirs - by.get(other, 0) * mine)
    }
    shared = gcd(*mixed.values())
    return mixed if shared <= 1 else {other: coefficient // shared for other, coefficient in mixed.items()}
