"""What is to become of a synthetic episode, drawn before it begins."""

from random import Random
from typing import Final, Literal, NamedTuple

from adapters.simulation.chances import between, pick
from events.episode import HoldKind, TedsReason

Stage = Literal["intake", "assessment", "social_map_building", "relapse_planning", "discharge_reassessment"]

_LEAVES_IN: Final[dict[Stage, float]] = {
    "intake": 0.1,
    "assessment": 0.17,
    "social_map_building": 0.42,
    "relapse_planning": 0.2,
    "discharge_reassessment": 0.11,
}
_TEDS: Final[dict[TedsReason, float]] = {2: 0.62, 3: 0.1, 4: 0.12, 5: 0.08, 6: 0.02, 7: 0.06}
_HOLDS: Final[dict[HoldKind, float]] = {"hospital": 0.4, "custody": 0.2, "leave": 0.3, "other": 0.1}


class Leaving(NamedTuple):
    """Leaving early: in which stage, after which share of the time planned for it, for which TEDS-D reason."""

    stage: Stage
    after: float
    teds_reason: TedsReason


class Hold(NamedTuple):
    """Treatment paused in a week of the course, for some days."""

    week: int
    kind: HoldKind
    days: int


class Fate(NamedTuple):
    """The turns of one episode. Weeks count from 1, over map building and relapse planning together.

    `unmet` is what a supervisor will have to let pass; `is_reliable` marks who learns to use the map well.
    """

    leaving: Leaving | None
    building_weeks: int
    planning_weeks: int
    hold: Hold | None
    recurs_in: frozenset[int]
    amends_in: int | None
    voids_in: int | None
    goes_back: bool
    is_extended: bool
    unmet: Literal["rfq", "map", "coping"] | None
    discloses: bool
    withdraws: bool
    moves: bool
    is_reliable: bool
    was_mistaken: bool

    @property
    def weeks(self) -> int:
        """How long the course is planned to be."""
        return self.building_weeks + self.planning_weeks


def a_fate(dice: Random) -> Fate:
    """About half leave before the end."""
    building, planning = between(dice, 4, 8), between(dice, 2, 4)
    weeks = building + planning
    mistaken = dice.random() < 0.015
    leaving = None
    if dice.random() < 0.5 and not mistaken:
        leaving = Leaving(pick(dice, _LEAVES_IN), dice.uniform(0.05, 0.85), pick(dice, _TEDS))
    held = Hold(between(dice, 2, weeks), pick(dice, _HOLDS), between(dice, 5, 24))
    recurrences = frozenset(between(dice, 1, weeks) for _ in range(pick(dice, {0: 0.5, 1: 0.3, 2: 0.15, 3: 0.05})))
    return Fate(
        leaving,
        building,
        planning,
        hold=held if dice.random() < 0.16 else None,
        recurs_in=recurrences,
        amends_in=between(dice, 2, weeks) if dice.random() < 0.3 else None,
        voids_in=between(dice, 2, weeks) if dice.random() < 0.2 else None,
        goes_back=dice.random() < 0.06,
        is_extended=dice.random() < 0.08,
        unmet=pick(dice, {None: 0.92, "rfq": 0.02, "map": 0.04, "coping": 0.02}),
        discloses=dice.random() < 0.3,
        withdraws=dice.random() < 0.1,
        moves=dice.random() < 0.25,
        is_reliable=dice.random() < 0.2,
        was_mistaken=mistaken,
    )
