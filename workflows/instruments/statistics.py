"""How the answers of many people hang together: mean, spread, Cronbach's alpha, item-rest correlations."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt
from operator import mul


@dataclass(frozen=True, slots=True)
class Spread:
    """`mean` is None without a value; `sd` (n - 1) without a second one."""

    n: int
    mean: float | None
    sd: float | None


def spread(values: Sequence[float]) -> Spread:
    """Number, mean and standard deviation (n - 1) of `values`."""
    n = len(values)
    if n == 0:
        return Spread(0, None, None)
    mean = fsum(values) / n
    if n == 1:
        return Spread(1, mean, None)
    return Spread(n, mean, sqrt(fsum((value - mean) ** 2 for value in values) / (n - 1)))


class ItemAnalysis:
    """Running sums over the complete answers to one scale, given in blocks: memory does not grow with them.

    All sums are of whole numbers, so that they are exact and the order of the rows does not matter.
    """

    def __init__(self, n_items: int) -> None:
        self.n = 0
        self._sum = [0] * n_items
        self._squares = [0] * n_items
        self._with_total = [0] * n_items
        self._total = 0
        self._total_squares = 0

    def add(self, rows: Sequence[Sequence[int]]) -> None:
        """Adds complete rows: one keyed value for each item, in the order of the items."""
        if not rows:
            return
        totals = list(map(sum, rows))
        self.n += len(rows)
        self._total += sum(totals)
        self._total_squares += sum(map(mul, totals, totals))
        for item, column in enumerate(zip(*rows, strict=True)):
            self._sum[item] += sum(column)
            self._squares[item] += sum(map(mul, column, column))
            self._with_total[item] += sum(map(mul, column, totals))

    def alpha(self) -> float | None:
        """Cronbach's alpha; None where it is not defined (one item, fewer than two rows, or no spread)."""
        k = len(self._sum)
        total = self._comoment(self._total_squares, self._total, self._total)
        if k < 2 or total == 0:
            return None
        items = sum(self._comoment(sq, s, s) for sq, s in zip(self._squares, self._sum, strict=True))
        return k / (k - 1) * (1 - items / total)

    def item_rest(self) -> tuple[float | None, ...]:
        """For each item, its correlation with the sum of the other items; None where either has no spread."""
        return tuple(map(self._item_rest, range(len(self._sum))))

    def _item_rest(self, item: int) -> float | None:
        own = self._comoment(self._squares[item], self._sum[item], self._sum[item])
        total = self._comoment(self._total_squares, self._total, self._total)
        shared = self._comoment(self._with_total[item], self._sum[item], self._total)
        rest = total - 2 * shared + own
        return (shared - own) / (sqrt(own) * sqrt(rest)) if own and rest else None

    def _comoment(self, products: int, first: int, second: int) -> int:
        """n squared times the covariance: kept a whole number."""
        return self.n * products - first * second
