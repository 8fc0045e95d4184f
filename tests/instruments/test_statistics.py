"""The description of many answers, against the textbook formulas of the standard library."""

from random import Random
from statistics import correlation, stdev, variance

import pytest

from workflows.instruments.statistics import ItemAnalysis, Spread, spread


def answers(rows: int, items: int) -> list[list[int]]:
    random = Random(7)
    people = [random.gauss(4, 1) for _ in range(rows)]
    return [[min(7, max(1, round(random.gauss(person, 1)))) for _ in range(items)] for person in people]


def test_mean_and_standard_deviation_are_those_of_a_sample() -> None:
    found = spread([2.0, 4.0, 9.0])

    assert (found.n, found.mean) == (3, 5.0)
    assert found.sd == pytest.approx(stdev([2.0, 4.0, 9.0]))


def test_one_value_has_no_spread_and_none_has_no_mean() -> None:
    assert spread([3.0]) == Spread(1, 3.0, None)
    assert spread([]) == Spread(0, None, None)


def test_alpha_is_cronbachs() -> None:
    rows = answers(200, 6)
    analysis = ItemAnalysis(6)
    analysis.add(rows)

    of_items = sum(variance(column) for column in zip(*rows, strict=True))
    assert analysis.alpha() == pytest.approx(6 / 5 * (1 - of_items / variance(map(sum, rows))))


def test_item_rest_is_the_correlation_with_the_sum_of_the_others() -> None:
    rows = answers(200, 6)
    analysis = ItemAnalysis(6)
    analysis.add(rows)

    for item, r in enumerate(analysis.item_rest()):
        own = [row[item] for row in rows]
        rest = [sum(row) - row[item] for row in rows]
        assert r == pytest.approx(correlation(own, rest))


def test_blocks_add_up_to_the_whole() -> None:
    rows = answers(100, 4)
    whole, parts = ItemAnalysis(4), ItemAnalysis(4)

    whole.add(rows)
    for start in range(0, 100, 7):
        parts.add(rows[start : start + 7])

    assert parts.alpha() == whole.alpha()
    assert parts.item_rest() == whole.item_rest()


def test_what_does_not_vary_has_no_correlation() -> None:
    analysis = ItemAnalysis(3)
    analysis.add([[1, 4, 2], [1, 5, 6], [1, 3, 1]])
    same = ItemAnalysis(2)
    same.add([[3, 3], [3, 3]])

    assert analysis.item_rest()[0] is None
    assert analysis.item_rest()[1] is not None
    assert same.alpha() is None


def test_nothing_is_defined_before_the_first_answer() -> None:
    analysis = ItemAnalysis(2)
    analysis.add([])

    assert analysis.alpha() is None
    assert analysis.item_rest() == (None, None)
