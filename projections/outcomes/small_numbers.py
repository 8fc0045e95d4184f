"""Which counts of a publication to withhold, so that small numbers of people cannot be learnt from it.

A count from 1 to `smallest` - 1 is small. Withholding the small ones is not enough: a reader may work one out from
sums and differences of what is shown, and so further counts are withheld until none can be (complementary suppression;
Willenborg & de Waal, 2001, Elements of Statistical Disclosure Control). Four rules:

- What is withheld of a row comes to `smallest` people or more, or else its total is withheld too: two withheld counts
  that are known to come to 2 are 1 and 1.
- A zero is withheld in a row of which anything else is, the total included: beside zeros the count that is left tells
  where the few are. So nobody can tell a withheld count from 0 by its being withheld.
- No small count follows from several sums together.
- Counts of the same people (a sum of one part) are one fact: both are withheld, or neither.

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
    """What every reader knows: a count is the sum of others. `is_row`: its parts stand side by side, as one row."""

    total: Cell
    parts: tuple[Cell, ...]
    is_row: bool = True


def withheld(
    counts: Mapping[Cell, int], sums: Sequence[Sum], published: Mapping[Cell, int], smallest: int
) -> frozenset[Cell]:
    """The published cells to withhold.

    `counts` are all that a sum speaks of, those not `published` too (they are never shown, and small ones among them
    are protected like the others). `published` gives each cell a rank: where one of several has to be withheld, it is
    one of the lowest rank, and of these the smallest. A fact has the rank of its highest cell.
    """
    facts = _facts(sums)
    ranks: dict[Cell, int] = {}
    for cell, rank in published.items():
        fact = facts.get(cell, cell)
        ranks[fact] = max(rank, ranks.get(fact, rank))
    told_apart = [
        Sum(facts.get(total, total), tuple(facts.get(part, part) for part in parts), is_row)
        for total, parts, is_row in sums
        if len(parts) > 1
    ]
    hidden = _withheld(counts, told_apart, ranks, smallest)
    return frozenset(cell for cell in published if facts.get(cell, cell) in hidden)


def _facts(sums: Iterable[Sum]) -> dict[Cell, Cell]:
    """The cells that count the same people as another, each with the one that stands for all of them."""
    found: dict[Cell, Cell] = {}
    for total, parts, _ in sums:
        if len(parts) == 1:
            kept, same = found.get(total, total), found.get(parts[0], parts[0])
            found |= {cell: kept for cell in (same, *found) if found.get(cell, cell) == same}
    return found


def _withheld(
    counts: Mapping[Cell, int], sums: Sequence[Sum], published: Mapping[Cell, int], smallest: int
) -> frozenset[Cell]:
    """What `withheld` says, where no two cells are the same fact."""
    small = {cell for cell, count in counts.items() if 0 < count < smallest}
    rows = [one for one in sums if one.is_row]
    hidden = small & published.keys()
    while True:
        hidden = _with_zeros(counts, rows, published.keys(), hidden)
        shown = published.keys() - hidden
        clues = {cell: [cell] for cell in shown} | _told(counts, sums, shown)
        exposing = [clues[cell] for cell in sorted(small) if cell in clues]  # in an order that every process keeps
        exposing += (found for row in rows if (found := _clues_to_rest(counts, row, hidden, clues, smallest)))
        if not exposing:
            return frozenset(hidden & published.keys())
        hidden_now: set[Cell] = set()
        for found in exposing:
            if hidden_now.isdisjoint(found):
                hidden_now.add(min(found, key=lambda cell: (published[cell], counts[cell], cell)))
        hidden |= hidden_now


def _with_zeros(
    counts: Mapping[Cell, int], rows: Sequence[Sum], published: Collection[Cell], hidden: Collection[Cell]
) -> set[Cell]:
    """The hidden cells, and the empty cells of their rows, published or not, save those of which nobody is known to be.

    Nobody is known to be in the parts of a row whose total is shown to be 0.
    """
    found = set(hidden)
    while True:
        more: set[Cell] = set()
        known: set[Cell] = set()
        for row in rows:
            empty = [part for part in row.parts if not counts[part]]
            if not counts[row.total] and row.total in published and row.total not in found:
                known.update(empty)
            elif not found.isdisjoint((row.total, *row.parts)):
                more.update(empty)
        if more - known <= found:
            return found
        found |= more - known


def _clues_to_rest(
    counts: Mapping[Cell, int],
    row: Sum,
    hidden: Collection[Cell],
    clues: Mapping[Cell, Sequence[Cell]],
    smallest: int,
) -> list[Cell]:
    """The shown cells that tell how many all withheld ones of a row are, where these are few; else none.

    `clues` holds each cell whose count is known, with the shown cells that it is known from.
    """
    rest = [part for part in row.parts if part in hidden or (counts[part] and part not in clues)]
    few = sum(counts[part] for part in rest) < smallest
    if not (rest and few and counts[row.total] and row.total in clues):
        return []
    return [cell for one in (row.total, *row.parts) if counts[one] for cell in clues.get(one, ())]


def _told(counts: Mapping[Cell, int], sums: Iterable[Sum], shown: Collection[Cell]) -> dict[Cell, list[Cell]]:
    """The cells not shown whose count follows from what is, each with the shown cells that it follows from.

    By elimination (Gauss and Jordan) among the relations. Empty cells are taken as known. As all others are above 0,
    what is left open by the relations is open indeed: their counts can be a little more as well as a little less.
    """
    solved: dict[Cell, _Row] = {}
    for total, parts, _ in sums:
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
