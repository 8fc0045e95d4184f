"""Measures contenders in turn, so that what slows the machine down slows all of them."""

from collections.abc import Callable, Mapping
from statistics import median
from time import perf_counter

Contender = Callable[[int], object]
"""Does the n-th piece of work; n counts up over all rounds."""


def in_turn(contenders: Mapping[str, Contender], *, rounds: int = 9, pieces: int = 300) -> dict[str, list[float]]:
    """Seconds a piece for each contender in each round; within a round they take turns piece by piece."""
    times: dict[str, list[float]] = {name: [] for name in contenders}
    for number in range(rounds):
        spent = dict.fromkeys(contenders, 0.0)
        for piece in range(number * pieces, (number + 1) * pieces):
            for name, work in contenders.items():
                begun = perf_counter()
                work(piece)
                spent[name] += perf_counter() - begun
        for name, seconds in spent.items():
            times[name].append(seconds / pieces)
    return times


def line(what: str, times: list[float], bare: list[float], unit: str = "appends") -> str:
    """One figure: how many a second, and the ratio to what is bare, with the lowest and highest round."""
    ratios = [slow / quick for quick, slow in zip(times, bare, strict=True)]
    return (
        f"{what:44} {1 / median(times):>9,.0f} {unit}/s   "
        f"ratio {median(ratios):.2f} (rounds {min(ratios):.2f} to {max(ratios):.2f})"
    )
