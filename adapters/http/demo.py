"""A synthetic clinic that is at work today, with accounts to sign in by: for a first look, and for whoever builds."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing
from itertools import chain, takewhile
from pathlib import Path
from typing import Final

from adapters.clinic import Clinic
from adapters.identity.identity import Identity
from adapters.simulation import site
from adapters.simulation.calendar import BEGINS, Calendar
from adapters.simulation.case import World
from adapters.simulation.chances import dice_for
from adapters.simulation.groups import Groups
from adapters.simulation.queue import Arrival, Queue, SimulatedClock
from adapters.simulation.roster import staff_steps
from adapters.simulation.steps import Step
from adapters.simulation.story import a_client, play
from events.instants import local_date
from events.store import StoreUnavailable

PASSWORD: Final = "synthetic-people-only"  # noqa: S105  # of a clinic that has nobody in it
ACCOUNTS: Final = {
    "counsellor": "synthetic-counsellor-1",
    "clinician": "synthetic-clinician-1",
    "supervisor": "synthetic-supervisor-1",
    "intake": "synthetic-intake-1",
    "administrator": "synthetic-administrator-1",
}
"""Names to sign in with, and whose they are."""
_PREFIX: Final = "demo"
_SEED: Final = 7
EPISODES: Final = 40
DAYS: Final = 84
"""How far back the first client was admitted: some have ended by today, most are in treatment."""
_FIRST_NAMES: Final = (
    *("Amal", "Bo", "Cleo", "Dara", "Eli", "Fay", "Gus", "Hana", "Ivo", "Jun"),
    *("Kai", "Lou", "Mio", "Noa", "Oda", "Pim", "Quinn", "Rae", "Sol", "Tess"),
    *("Uma", "Val", "Wren", "Xen", "Yuri", "Zoe", "Ari", "Bea", "Cem", "Dov"),
    *("Ebbe", "Finn", "Gia", "Hugo", "Ines", "Jo", "Kit", "Lea", "Max", "Nia"),
)


def make_demo(
    folder: Path, now: int, episodes: int = EPISODES, days: int = DAYS, *, database: str | None = None
) -> None:
    """Makes the clinic in a folder that is not there yet; all of it has happened by `now` (UTC microseconds).

    Its clients were admitted one after another in the last `days`. It is there whole or not at all.
    Raises `StoreUnavailable` where it cannot be written.
    """
    try:
        _make(folder, now, episodes, days, database)
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        raise StoreUnavailable(f"{folder} cannot be written ({reason}); name another folder with --data") from None


def has_accounts(clinic: Clinic) -> bool:
    """Whether the clinic was made here: all of `ACCOUNTS` are in it, be some disabled since."""
    with closing(Identity(clinic.storage, clinic.clock)) as identity:
        return ACCOUNTS.items() <= {one.name: one.staff for one in identity.accounts.all()}.items()


def _make(folder: Path, now: int, episodes: int, days: int, database: str | None) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.parent) as making:
        made, clock = Path(making) / "site", site.simulated_clock()
        site.found(made, _PREFIX, clock, database)
        with site.opened(made, _PREFIX, clock, streams=max(100, episodes), database=database) as clinic:
            _fill(clinic, clock, now, episodes, days)
            with closing(Identity(clinic.storage, lambda: now)) as identity:
                for name, staff in ACCOUNTS.items():
                    identity.add(name, staff, PASSWORD, must_change=False)
        made.rename(folder)


def _fill(clinic: Clinic, clock: SimulatedClock, now: int, episodes: int, days: int) -> None:
    calendar = Calendar(clinic.site.zone)
    today = (local_date(now, clinic.site.zone) - BEGINS).days
    queue = Queue(clinic, clock)
    groups = Groups(dice_for(_SEED, "groups"), _PREFIX, calendar)
    world = World(_PREFIX, calendar, queue.look, groups)

    def so_far(story: Iterator[Step]) -> Iterator[Step]:
        return takewhile(lambda step: step.at <= now, story)

    def arrivals() -> Iterator[Arrival]:
        for number in range(episodes):
            day = today - days + days * number // episodes
            named = a_client(_SEED, number + 1, _PREFIX, most=1)._replace(
                name=f"{_FIRST_NAMES[number % len(_FIRST_NAMES)]} Example"
            )
            story = so_far(play(named, world, day, lambda _: None))
            if begun := next(story, None):
                yield Arrival(calendar.at(day, 9).us, chain([begun], story))

    queue.add(so_far(staff_steps(calendar, _PREFIX, clinic.site)))
    queue.add(so_far(groups.sessions()), in_front=False)
    queue.run(arrivals())
