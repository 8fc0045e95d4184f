"""What happens to one synthetic client, from the first day to the last."""

from collections.abc import Callable
from random import Random
from typing import NamedTuple

from adapters.simulation.assessment import administer, assessment
from adapters.simulation.case import Case, Sitting, World
from adapters.simulation.chances import between, dice_for
from adapters.simulation.discharge import completion, extension, reassessment
from adapters.simulation.exits import go_back, leave_early, leave_stage
from adapters.simulation.fate import Fate, a_fate
from adapters.simulation.intake import intake, register
from adapters.simulation.mapping import changes, enough_people, first_people, later_people, recall
from adapters.simulation.planning import agreement, coping, crisis_contact, risks
from adapters.simulation.profile import Profile, a_profile
from adapters.simulation.steps import Story
from adapters.simulation.weeks import begin_weeks, week

Ended = Callable[[str], None]
"""Told of each episode that ended: `completed`, `voided`, or `TEDS 2` to `TEDS 7`."""
_RETURNS = 0.2
_DIED = 6


class Client(NamedTuple):
    """A client, and the turns of each of their episodes: a second follows an early end of the first."""

    id: str
    name: str
    dice: Random
    profile: Profile
    fates: tuple[Fate, ...]


def a_client(seed: int, number: int, prefix: str, most: int) -> Client:
    """The client of that number, with at most so many episodes."""
    dice = dice_for(seed, "client", number)
    profile, fates = a_profile(dice), [a_fate(dice)]
    leaving = fates[0].leaving
    if most > 1 and leaving is not None and leaving.teds_reason != _DIED and dice.random() < _RETURNS:
        fates.append(a_fate(dice))
    return Client(f"{prefix}-{number:05}", f"Synthetic Client {number:05}", dice, profile, tuple(fates))


def play(client: Client, world: World, day: int, ended: Ended) -> Story:
    """Everything that is recorded about a client who is admitted on a day."""
    before: Case | None = None
    for number, fate in enumerate(client.fates, start=1):
        case = Case(world, client.id, number, client.dice, client.profile, fate, day)
        sitting = case.sit(0)
        if before is None:
            yield from register(case, client.name, sitting)
        how = "voided" if fate.was_mistaken else "completed"
        for step in _episode(case, sitting, before):
            if case.leaves_at is not None and step.at > case.leaves_at:
                yield from leave_early(case)
                how = f"TEDS {case.teds_reason}"
                break
            yield step
        ended(how)
        before, day = case, case.day + between(client.dice, 20, 60)


def _episode(case: Case, sitting: Sitting, before: Case | None) -> Story:
    yield from intake(case, sitting, before)
    if case.fate.was_mistaken:
        return
    yield from assessment(case)
    begin_weeks(case)
    if before is not None:
        recall(case)
    yield from _building(case, case.fate.building_weeks)
    if case.fate.goes_back:
        sitting = yield from week(case)
        yield from risks(case, sitting)
        yield from go_back(case, sitting)
        yield from _building(case, 2)
    yield from _planning(case)
    yield from reassessment(case)
    if case.fate.is_extended:
        yield from extension(case)
        sitting = yield from week(case)
        yield from coping(case, sitting)
        yield from agreement(case, sitting)
        yield from leave_stage(case, sitting)
        yield from reassessment(case)
    yield from completion(case)


def _building(case: Case, weeks: int) -> Story:
    case.enter("social_map_building", 7 * weeks)
    for number in range(weeks):
        sitting = yield from week(case)
        yield from later_people(case, sitting) if case.people else first_people(case, sitting)
        if number == weeks // 2 and case.dice.random() < 0.3:
            yield from administer(case, sitting, "ecr", "interim")
    sitting = case.sit(2)
    if case.fate.unmet != "map":
        yield from enough_people(case, sitting)
    yield case.record(sitting, "map-review", note=case.words("the map so far"))
    yield from leave_stage(case, sitting)


def _planning(case: Case) -> Story:
    weeks = case.fate.planning_weeks
    case.enter("relapse_planning", 7 * weeks)
    case.plans = True
    sitting = yield from week(case)
    yield from risks(case, sitting)
    for number in range(1, weeks):
        sitting = yield from week(case)
        yield from changes(case, sitting)
        if number == 1:
            yield from coping(case, sitting)
            yield from crisis_contact(case, sitting)
    yield from agreement(case, sitting)
    yield from leave_stage(case, sitting)
