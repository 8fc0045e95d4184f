"""A whole simulation: so many episodes in a synthetic site, admitted at a constant rate."""

from collections.abc import Iterator
from math import ceil
from typing import Final

from adapters.clinic import Clinic
from adapters.simulation.calendar import Calendar
from adapters.simulation.case import World
from adapters.simulation.chances import dice_for
from adapters.simulation.groups import Groups
from adapters.simulation.queue import Arrival, Queue, SimulatedClock
from adapters.simulation.roster import staff_steps
from adapters.simulation.story import Ended, a_client, play
from engine.refusals import AlreadyExists, Refused

_A_DAY: Final = 4
_WORKING_DAYS: Final = 625
"""The longest time that admissions are spread over: two and a half years."""
_STAY: Final = 70
"""Working days that a client's streams are in use, as a rule; hardly anybody stays so long."""


def prefix_of(seed: int, episodes: int) -> str:
    """What begins every id of a simulation, so that it is told from any other."""
    return f"s{seed}-{episodes}"


def admitted_a_day(episodes: int) -> int:
    """How many clients are admitted on a working day: the same all along, more where so many would take too long."""
    return max(_A_DAY, ceil(episodes / _WORKING_DAYS))


def streams_in_use(episodes: int) -> int:
    """How many streams are worth keeping folded: those of whoever is in treatment at one time."""
    return _STAY * admitted_a_day(episodes)


def check_site(clinic: Clinic, seed: int, episodes: int) -> None:
    """Raises `Refused` where the site is not synthetic, or holds other clients than those of this simulation."""
    if not clinic.site.synthetic:
        raise Refused(f"the site in {clinic.folder} is not a synthetic one; name another folder with --data")
    others = next(clinic.store.read_log(types=("client.registered",), limit=1), None)
    if others is not None and not others.command_id.startswith(prefix_of(seed, episodes) + "-"):
        raise AlreadyExists(f"the site in {clinic.folder} holds other clients already; name another folder with --data")


def simulate(clinic: Clinic, clock: SimulatedClock, *, seed: int, episodes: int, ended: Ended) -> None:
    """Fills the site. Told again, the same simulation changes nothing, or goes on where it was cut off.

    Raises `Refused` where the site is not made for it, `Unplayable` where the clinic refuses a story.
    """
    check_site(clinic, seed, episodes)
    prefix, calendar = prefix_of(seed, episodes), Calendar(clinic.site.zone)
    queue = Queue(clinic, clock)
    groups = Groups(dice_for(seed, "groups"), prefix, calendar)
    queue.add(staff_steps(calendar, prefix, clinic.site), in_front=False)
    queue.add(groups.sessions(), in_front=False)
    world = World(prefix, calendar, queue.look, groups)
    queue.run(_arrivals(world, seed, episodes, ended))


def _arrivals(world: World, seed: int, episodes: int, ended: Ended) -> Iterator[Arrival]:
    a_day = admitted_a_day(episodes)
    number = begun = 0
    while begun < episodes:
        number += 1
        client = a_client(seed, number, world.prefix, most=episodes - begun)
        begun += len(client.fates)
        working_days = (number - 1) // a_day
        day = working_days // 5 * 7 + working_days % 5
        yield Arrival(world.calendar.at(day, 9).us, play(client, world, day, ended))
