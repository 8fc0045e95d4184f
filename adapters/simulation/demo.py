"""One episode to show: always completed, with a recurrence, a hold, corrections and groups on the way."""

from typing import Final

from adapters.clinic import Clinic
from adapters.simulation.calendar import Calendar
from adapters.simulation.case import World
from adapters.simulation.chances import between, dice_for
from adapters.simulation.fate import Fate, Hold, a_fate
from adapters.simulation.groups import Groups
from adapters.simulation.profile import a_profile
from adapters.simulation.queue import Queue, SimulatedClock
from adapters.simulation.roster import staff_steps
from adapters.simulation.story import Client, play

_PREFIX: Final = "demo"
_COMPANIONS: Final = 2
_ENGAGED: Final = 1.6
"""Whoever is as engaged as this hardly misses a group."""


def play_demo(clinic: Clinic, clock: SimulatedClock, seed: int) -> str:
    """Plays the episode in an empty synthetic site, beside two others that stay open; its id."""
    calendar = Calendar(clinic.site.zone)
    queue = Queue(clinic, clock)
    groups = Groups(dice_for(seed, "groups"), _PREFIX, calendar)
    world = World(_PREFIX, calendar, queue.look, groups)
    queue.add(staff_steps(calendar, _PREFIX, clinic.site), in_front=False)
    queue.add(groups.sessions(), in_front=False)
    shown = _client(seed, 1)
    queue.add(play(shown, world, 0, _nobody_asks))
    for number in range(2, 2 + _COMPANIONS):
        queue.add(play(_client(seed, number), world, 0, _nobody_asks), in_front=False)
    queue.run()
    return f"{shown.id}-1"


def _client(seed: int, number: int) -> Client:
    dice = dice_for(seed, _PREFIX, number)
    profile = a_profile(dice)._replace(engagement=_ENGAGED)
    fate = a_fate(dice)._replace(
        leaving=None, goes_back=False, is_extended=False, unmet=None, moves=False, was_mistaken=False
    )
    fate = _eventful(fate, between(dice, 2, 4)) if number == 1 else fate._replace(building_weeks=20)
    return Client(f"{_PREFIX}-{number:05}", f"Synthetic Client {number:05}", dice, profile, (fate,))


def _eventful(fate: Fate, week: int) -> Fate:
    return fate._replace(
        hold=fate.hold or Hold(week, "hospital", 10),
        recurs_in=frozenset({fate.building_weeks + 2}),  # when there is a plan to go through
        amends_in=3,
        voids_in=2,
        is_reliable=True,
    )


def _nobody_asks(_: str) -> None:
    pass
