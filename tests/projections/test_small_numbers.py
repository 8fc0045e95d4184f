"""Small counts are withheld, with whatever would let somebody work them out."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from projections.outcomes.small_numbers import Cell, Sum, withheld

SMALLEST = 5
few = st.integers(0, 9)


def line(*parts: int) -> tuple[dict[Cell, int], list[Sum]]:
    """Counts a, b, … and their sum."""
    cells: dict[Cell, int] = {(name,): count for name, count in zip("abcdef", parts, strict=False)}
    return {**cells, ("sum",): sum(parts)}, [Sum(("sum",), tuple(cells))]


def hidden_of(counts: dict[Cell, int], sums: list[Sum], *unpublished: Cell) -> set[Cell]:
    published = {cell: 2 if cell == ("sum",) else 1 for cell in counts if cell not in unpublished}
    return set(withheld(counts, sums, published, SMALLEST))


def test_counts_that_are_large_enough_or_zero_are_all_shown() -> None:
    assert hidden_of(*line(5, 0, 12)) == set()


def test_a_small_count_is_withheld_with_the_smallest_that_would_tell_it() -> None:
    assert hidden_of(*line(3, 20, 9)) == {("a",), ("c",)}


def test_two_small_counts_protect_each_other() -> None:
    assert hidden_of(*line(3, 4, 20)) == {("a",), ("b",)}


def test_a_zero_protects_nothing_and_is_withheld_beside_what_is_withheld() -> None:
    assert hidden_of(*line(3, 0, 20)) == {("a",), ("b",), ("c",)}


def test_of_a_few_every_count_is_withheld_so_that_nobody_sees_where_they_all_are() -> None:
    assert hidden_of(*line(3, 0, 0)) == {("a",), ("b",), ("c",), ("sum",)}


def test_of_nobody_every_count_is_shown() -> None:
    assert hidden_of(*line(0, 0)) == set()


def test_small_counts_that_are_known_to_come_to_a_small_one_are_withheld_with_another() -> None:
    # 22 less 20 would be 2: one and one, if a zero would have been shown
    assert hidden_of(*line(20, 1, 1)) == {("a",), ("b",), ("c",)}


def test_zeros_of_other_tables_are_shown() -> None:
    counts: dict[Cell, int] = {("a",): 3, ("b",): 0, ("c",): 20}
    across = [Sum(("sum",), tuple(counts), is_row=False)]

    assert hidden_of({**counts, ("sum",): 23}, across) == {("a",), ("c",)}


def test_two_counts_of_the_same_people_are_both_shown_where_another_can_be_given_up() -> None:
    # 3 came to the stage and not to the end; its own count is given up, and not one of the two that tell of the end
    counts: dict[Cell, int] = {("stage",): 17, ("stopped",): 3, ("end",): 14, ("completed",): 14}
    sums = [Sum(("stage",), (("stopped",), ("end",))), Sum(("completed",), (("end",),))]

    assert withheld(counts, sums, {("stage",): 2, ("end",): 1, ("completed",): 3}, SMALLEST) == {("stage",)}


def test_two_small_counts_of_the_same_people_are_both_withheld() -> None:
    counts, sums = line(3, 20, 9)
    sums.append(Sum(("same",), (("a",),)))

    assert hidden_of({**counts, ("same",): 3}, sums) == {("a",), ("same",), ("c",)}


@given(st.lists(few, min_size=1, max_size=3))
def test_nothing_that_is_withheld_of_a_row_can_be_worked_out_from_the_rest_of_it(parts: list[int]) -> None:
    counts, sums = line(*parts)
    hidden = hidden_of(counts, sums)
    names = [cell for cell in counts if cell != ("sum",)]

    others = [
        other
        for values in product(range(sum(parts) + 2), repeat=len(parts))
        if (other := {**dict(zip(names, values, strict=True)), ("sum",): sum(values)})
        and all(other[cell] == count for cell, count in counts.items() if cell not in hidden)
    ]

    assert {cell for cell, count in counts.items() if 0 < count < SMALLEST} <= hidden
    assert [cell for cell in hidden if len({other[cell] for other in others}) == 1] == []


def test_a_count_of_the_lower_rank_is_given_up_first() -> None:
    counts, sums = line(3, 40)

    assert withheld(counts, sums, {("a",): 1, ("b",): 3, ("sum",): 2}, SMALLEST) == {("a",), ("sum",)}


def test_a_small_difference_of_two_that_are_shown_is_protected_too() -> None:
    # b is never published, but sum - a would tell it
    assert hidden_of(*line(20, 2), ("b",)) == {("a",)}


def test_what_follows_only_from_several_sums_together_is_found() -> None:
    # rows r, s and columns x, y of a table, with a cell more in the last column: r + s - x - y tells it
    counts: dict[Cell, int] = {("rx",): 6, ("ry",): 7, ("sx",): 8, ("sy",): 9, ("more",): 3}
    sums = [
        Sum(("r",), (("rx",), ("ry",))),
        Sum(("s",), (("sx",), ("sy",))),
        Sum(("x",), (("rx",), ("sx",))),
        Sum(("y",), (("ry",), ("sy",), ("more",))),
    ]
    counts |= {one.total: sum(counts[part] for part in one.parts) for one in sums}
    unpublished = {("rx",), ("ry",), ("sx",), ("sy",)}
    published = dict.fromkeys(counts.keys() - unpublished, 1)

    hidden = withheld(counts, sums, published, SMALLEST)

    assert ("more",) in hidden
    assert len(hidden) == 2


Grid = Sequence[Sequence[int]]


def table(grid: Grid) -> dict[Cell, int]:
    """The cells of a table with the sums of its rows and columns and of all."""
    counts: dict[Cell, int] = {}
    for row, values in enumerate(grid):
        counts[str(row), "all"] = sum(values)
        counts |= {(str(row), str(column)): value for column, value in enumerate(values)}
    for column, values in enumerate(zip(*grid, strict=True)):
        counts["all", str(column)] = sum(values)
    counts["all", "all"] = sum(map(sum, grid))
    return counts


def sums_of_table(rows: int, columns: int) -> Iterator[Sum]:
    down, across = [*map(str, range(rows)), "all"], [*map(str, range(columns)), "all"]
    for row in down:
        yield Sum((row, "all"), tuple((row, column) for column in across[:-1]))
    for column in across:
        yield Sum(("all", column), tuple((row, column) for row in down[:-1]))


def of(sums: Iterable[Sum], cell: Cell) -> Iterator[Sum]:
    return (one for one in sums if cell in one.parts)


def others_that_look_the_same(grid: Grid, hidden: set[Cell]) -> list[dict[Cell, int]]:
    """Every table with cells at most 2 off that shows the same, itself included."""
    columns = len(grid[0])
    shown = {cell: count for cell, count in table(grid).items() if cell not in hidden}
    nearby = [range(max(0, value - 2), value + 3) for row in grid for value in row]
    found = []
    for values in product(*nearby):
        other = table([values[start : start + columns] for start in range(0, len(values), columns)])
        if all(other[cell] == count for cell, count in shown.items()):
            found.append(other)
    return found


@given(st.lists(st.lists(few, min_size=3, max_size=3), min_size=2, max_size=2))
def test_no_small_count_of_a_table_with_sums_can_be_worked_out(grid: Grid) -> None:
    counts = table(grid)
    published = {cell: cell.count("all") + 1 for cell in counts}
    hidden = set(withheld(counts, list(sums_of_table(2, 3)), published, SMALLEST))

    others = others_that_look_the_same(grid, hidden)

    for cell, count in counts.items():
        if 0 < count < SMALLEST:
            assert cell in hidden
            assert len({other[cell] for other in others}) > 1


@given(st.lists(st.lists(few, min_size=3, max_size=3), min_size=2, max_size=2))
def test_what_is_withheld_of_a_row_is_many_people_or_not_known_and_no_zero_stands_beside_it(grid: Grid) -> None:
    counts = table(grid)
    sums = list(sums_of_table(2, 3))
    hidden = set(withheld(counts, sums, {cell: cell.count("all") + 1 for cell in counts}, SMALLEST))

    for total, parts, _ in sums:
        gone = hidden.intersection(parts)
        if gone and total not in hidden:
            assert sum(counts[cell] for cell in gone) >= SMALLEST
        if gone or total in hidden:
            zeros = {cell for cell in parts if not counts[cell]} - hidden
            assert all(
                any(not counts[one.total] and one.total not in hidden for one in of(sums, cell)) for cell in zeros
            )


@given(st.lists(st.lists(few, min_size=3, max_size=3), min_size=2, max_size=2))
def test_no_small_count_of_a_part_that_is_never_shown_can_be_worked_out(grid: Grid) -> None:
    counts = table(grid)
    never = {cell for cell in counts if cell[0] == "1"}
    published = {cell: cell.count("all") + 1 for cell in counts if cell not in never}
    hidden = set(withheld(counts, list(sums_of_table(2, 3)), published, SMALLEST))

    others = others_that_look_the_same(grid, hidden | never)

    for cell, count in counts.items():
        if 0 < count < SMALLEST:
            assert len({other[cell] for other in others}) > 1


@given(st.lists(st.lists(few, min_size=3, max_size=3), min_size=2, max_size=2), st.data())
def test_counts_of_the_same_people_are_both_withheld_or_neither_and_protected_as_one(grid: Grid, data: Any) -> None:
    counts = table(grid)
    sums = list(sums_of_table(2, 3))
    ranks = st.integers(1, 4)
    published = {cell: data.draw(ranks) for cell in counts}
    copied = data.draw(st.lists(st.sampled_from(sorted(counts)), unique=True, max_size=4))
    copies: dict[Cell, Cell] = {("again", *cell): cell for cell in copied}
    copies |= {("again", *copy): copy for copy in copies}
    all_counts = counts | {copy: counts[copy[copy.count("again") :]] for copy in copies}
    same = [Sum(copy, (cell,)) if data.draw(st.booleans()) else Sum(cell, (copy,)) for copy, cell in copies.items()]

    hidden = withheld(all_counts, [*same, *sums], published | {copy: data.draw(ranks) for copy in copies}, SMALLEST)

    assert all((copy in hidden) == (cell in hidden) for copy, cell in copies.items())
    others = others_that_look_the_same(grid, set(hidden) & counts.keys())
    for cell, count in counts.items():
        if 0 < count < SMALLEST:
            assert len({other[cell] for other in others}) > 1


TABLES = """
from random import Random
from projections.outcomes.small_numbers import Sum, withheld

dice = Random(1)
for _ in range(100):
    rows = [[("all", str(row), str(column)) for column in range(4)] for row in range(4)]
    counts = {cell: dice.choice((0, 1, 3, 6, 9, 20)) for row in rows for cell in row}
    lines = {("all", "row", str(number)): row for number, row in enumerate(rows)}
    lines |= {("all", "column", str(number)): list(column) for number, column in enumerate(zip(*rows))}
    counts |= {total: sum(counts[part] for part in parts) for total, parts in lines.items()}
    hidden = withheld(counts, [Sum(*one) for one in lines.items()], dict.fromkeys(counts, 1), 5)
    print(sorted(hidden))
"""


def test_the_same_counts_are_withheld_by_every_process() -> None:
    # what two answers withhold differently, both together show
    answers = [
        subprocess.run(
            [sys.executable, "-c", TABLES],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    ]

    assert answers[0].count("\n") == 100
    assert len(set(answers)) == 1
