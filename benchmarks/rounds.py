"""Measures contenders in turn, so that what slows the machine down slows all of them."""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

ROUNDS = 9
PIECES = 300

Contender = Callable[[int], object]
"""Does the n-th piece of work; n counts up over all rounds."""


def one_round(number: int, contenders: Mapping[str, Contender], pieces: int = PIECES) -> dict[str, float]:
    """Seconds a piece for each contender, in the round of that number; they take turns piece by piece."""
    spent = dict.fromkeys(contenders, 0.0)
    for piece in range(number * pieces, (number + 1) * pieces):
        for name, work in contenders.items():
            begun = perf_counter()
            work(piece)
            spent[name] += perf_counter() - begun
    return {name: seconds / pieces for name, seconds in spent.items()}


def line(what: str, times: list[float], bare: list[float], unit: str = "appends") -> str:
    """One figure: how many a second, and the ratio to what is bare, with the lowest and highest round."""
    ratios = [theirs / ours for ours, theirs in zip(times, bare, strict=True)]
    return (
        f"{what:44} {1 / median(times):>9,.0f} {unit}/s   "
        f"ratio {median(ratios):5.2f} (rounds {min(ratios):.2f} to {max(ratios):.2f})"
    )
