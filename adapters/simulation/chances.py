"""Randomness that a seed repeats."""

import uuid
from collections.abc import Callable, Mapping
from random import Random
from typing import TypeVar

T = TypeVar("T")


def dice_for(*names: object) -> Random:
    """A generator of its own for whatever these names name: the same again for the same names."""
    return Random("/".join(map(str, names)))


def pick(dice: Random, weights: Mapping[T, float]) -> T:
    """One of the keys, by weight."""
    return dice.choices(tuple(weights), tuple(weights.values()))[0]


def between(dice: Random, low: float, high: float) -> int:
    """A whole number from `low` to `high`, both included, after rounding them."""
    return dice.randint(round(low), round(high))


def count(dice: Random, mean: float) -> int:
    """How often something happens that happens `mean` times on average (Poisson, by Knuth's method)."""
    happened, product, limit = 0, dice.random(), 2.718281828459045**-mean
    while product > limit:
        product *= dice.random()
        happened += 1
    return happened


def seeded_ids(*names: object) -> Callable[[], str]:
    """A source of UUIDs that repeats itself for the same names."""
    dice = dice_for(*names, "ids")
    return lambda: str(uuid.UUID(int=dice.getrandbits(128), version=4))


def seeded_keys(*names: object) -> Callable[[str], bytes]:
    """A source of keys that repeats itself: what is digested with them is then the same again. Synthetic sites only."""
    return lambda subject: dice_for(*names, "key", subject).randbytes(32)
