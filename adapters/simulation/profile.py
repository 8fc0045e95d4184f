"""What a synthetic client is like, and how that changes over treatment."""

from random import Random
from typing import Final, NamedTuple

from adapters.simulation.chances import pick
from workflows.instruments.style import Style


class Level(NamedTuple):
    """Where somebody stands: attachment anxiety, avoidance and hypomentalising, 1 to 7; felt support, 1 to 4."""

    anxiety: float
    avoidance: float
    hypomentalising: float
    support: float


class Profile(NamedTuple):
    """A client: where they start, what a whole course of treatment changes, and how they take part.

    `engagement` runs from about 0.4 to 1.2; `declines` is the chance that an item is declined.
    """

    style: Style
    start: Level
    gain: Level
    dips: bool
    engagement: float
    declines: float

    def level(self, progress: float) -> Level:
        """Where the client stands after a share (0 to 1) of the course. An early dip is more honest self-report."""
        dip = 0.6 if self.dips and 0.05 < progress < 0.6 else 0.0
        moved = [before + after * progress for before, after in zip(self.start, self.gain, strict=True)]
        return Level(moved[0] + dip, moved[1], moved[2] + dip / 2, moved[3])


# Anxiety and avoidance around which each style lies. The weights are of people who come for treatment.
_STYLES: Final = {Style.SECURE: 0.12, Style.PREOCCUPIED: 0.33, Style.DISMISSING: 0.22, Style.FEARFUL: 0.33}
_CENTRES: Final = {
    Style.SECURE: (2.4, 2.3),
    Style.PREOCCUPIED: (5.1, 2.8),
    Style.DISMISSING: (2.7, 4.8),
    Style.FEARFUL: (5.0, 4.7),
}


def a_profile(dice: Random) -> Profile:
    """Somebody new."""
    style = pick(dice, _STYLES)
    anxiety, avoidance = (dice.gauss(centre, 0.45) for centre in _CENTRES[style])
    insecurity = anxiety + avoidance
    start = Level(
        anxiety,
        avoidance,
        hypomentalising=1.8 + 0.35 * insecurity + dice.gauss(0, 0.4),
        support=3.7 - 0.15 * insecurity + dice.gauss(0, 0.2),
    )
    worse = dice.random() < 0.12
    return Profile(
        style,
        start,
        gain=_gain(dice, -0.5 if worse else 1.0),
        dips=dice.random() < 0.35,
        engagement=min(1.2, max(0.4, dice.gauss(0.85, 0.2))),
        declines=pick(dice, {0.0: 0.6, 0.005: 0.3, 0.04: 0.1}),
    )


def _gain(dice: Random, share: float) -> Level:
    """Anxiety falls more than avoidance, which often does not fall at all."""
    return Level(
        anxiety=share * dice.gauss(-1.1, 0.5),
        avoidance=share * dice.gauss(-0.45, 0.5),
        hypomentalising=share * dice.gauss(-0.6, 0.4),
        support=share * dice.gauss(0.4, 0.25),
    )
