"""Group sessions: whoever is in treatment at the time and comes along."""

from collections.abc import Iterator
from random import Random
from typing import Final

from adapters.simulation.calendar import Calendar
from adapters.simulation.steps import Step
from events.practice import Module
from workflows.aiat.commands import Attendance, RecordGroup

_SEATS: Final = 10
_TOPICS: Final[tuple[tuple[str, Module | None], ...]] = (
    ("where-addiction-comes-from", "causes_of_addiction"),
    ("open-circle", None),
    ("calming-a-flood", "interpersonal_neurology"),
    ("how-we-attach", "attachment_styles"),
    ("open-circle", None),
    ("what-leads-back", "relapse_risk_factors"),
    ("tools-that-hold", "coping_tools"),
)
_LED_BY: Final = "synthetic-clinician-1"


class Groups:
    """Who takes part at present, each with the chance that they come to a session."""

    def __init__(self, dice: Random, prefix: str, calendar: Calendar) -> None:
        self._dice = dice
        self._prefix = prefix
        self._calendar = calendar
        self._members: dict[str, float] = {}

    def join(self, episode: str, chance: float) -> None:
        """From now on the client of this episode may come."""
        self._members[episode] = chance

    def leave(self, episode: str) -> None:
        """From now on they do not; it does not matter if they never did."""
        self._members.pop(episode, None)

    def sessions(self) -> Iterator[Step]:
        """Every Tuesday and Thursday evening, without end; nothing is recorded where fewer than two come."""
        session, day = 0, 1
        while True:
            written = self._calendar.at(day, 20)
            yield Step(written.us)  # who is a member is known only then
            here = [episode for episode, chance in self._members.items() if self._dice.random() < chance]
            for first in range(0, len(here), _SEATS):
                session += 1
                if len(here) - first > 1:
                    yield Step(written.us, self._session(session, day, here[first : first + _SEATS]))
            day += 2 if day % 7 == 1 else 5

    def _session(self, number: int, day: int, here: list[str]) -> RecordGroup:
        topic, module = _TOPICS[number % len(_TOPICS)]
        quiet = self._dice.choice(here)
        return RecordGroup(
            id=f"{self._prefix}-group-{number}",
            actor=_LED_BY,
            occurred_at=self._calendar.at(day, 18),
            topic=topic,
            module=module,
            minutes=90,
            attended=tuple(
                Attendance(episode=one, remark="Synthetic remark: mostly listened." if one == quiet else None)
                for one in here
            ),
        )
