"""One synthetic episode under way: its client, its turns, and what the simulation has to remember of it."""

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

from adapters.simulation.calendar import EVENING, Calendar, working_day
from adapters.simulation.chances import between
from adapters.simulation.fate import Fate, Stage
from adapters.simulation.groups import Groups
from adapters.simulation.person import Known
from adapters.simulation.profile import Level, Profile
from adapters.simulation.roster import a_team, goes_on
from adapters.simulation.steps import Step
from engine.command import Command
from events.episode import TedsReason
from events.instants import Instant
from workflows.aiat.commands import OfEpisode, record_model
from workflows.aiat.facts import Facts

Look = Callable[[str, int], Facts]
"""What the log says of an episode, at a moment in UTC microseconds: what staff would see on their screen."""


class World(NamedTuple):
    """What all episodes share. `prefix` begins every id."""

    prefix: str
    calendar: Calendar
    look: Look
    groups: Groups


class Sitting(NamedTuple):
    """Client and staff together: on which day, from when, and the moment at which it was written up."""

    day: int
    held: Instant
    written: Instant


class Case:
    """An episode and its client. `day` is today; all up to `since` is in the record."""

    def __init__(
        self, world: World, client: str, number: int, dice: Random, profile: Profile, fate: Fate, day: int
    ) -> None:
        self.world = world
        self.client = client
        self.episode = f"{client}-{number}"
        self.dice = dice
        self.profile = profile
        self.fate = fate
        self.day = working_day(day)
        self.opened_on = self.day
        self.since = world.calendar.at(self.day, 8)
        self.leaves_at: int | None = None
        self.teds_reason: TedsReason = 7
        self.week = 0
        self.people: dict[str, Known] = {}
        self.risks: dict[str, str] = {}
        self.modules_left: list[str] = []
        self.last_contact: tuple[str, dict[str, Any]] | None = None
        self.plans = self.moved = self.amended = self.voided = self.discloses_to = self.transfer_due = False
        self.duplicate: str | None = None
        self.team = a_team(dice, self.day)
        self._hour = dice.choice((9, 10, 11, 13, 14, 15, 16))
        self._made = 0

    @property
    def progress(self) -> float:
        """How much of the course lies behind, from 0 to 1."""
        return min(1.0, self.week / self.fate.weeks)

    @property
    def level(self) -> Level:
        """Where the client stands today."""
        return self.profile.level(self.progress)

    @property
    def amends_due(self) -> bool:
        """Whether a contact is to be amended now."""
        return not self.amended and self.fate.amends_in is not None and self.week >= self.fate.amends_in

    @property
    def voids_due(self) -> bool:
        """Whether a contact is to be written down twice now."""
        return not self.voided and self.fate.voids_in is not None and self.week >= self.fate.voids_in

    def enter(self, stage: Stage, days: int) -> None:
        """A stage begins that is planned to last so many days; the client may leave in the course of it."""
        leaving = self.fate.leaving
        if leaving is not None and leaving.stage == stage:
            self.teds_reason = leaving.teds_reason
            self.leaves_at = self.world.calendar.at(self.day + round(leaving.after * days), EVENING).us

    def sit(self, days_on: int) -> Sitting:
        """The next sitting, some days on; now and then it is written up only on the next working day."""
        self.day = working_day(self.day + days_on)
        if goes_on(self.team.counsellor) <= self.day + 4:
            self.transfer()
        late = self.dice.random() < 0.08
        written_on = working_day(self.day + 1) if late else self.day
        calendar = self.world.calendar
        return Sitting(self.day, calendar.at(self.day, self._hour), calendar.at(written_on, EVENING))

    def transfer(self) -> None:
        """Another team takes over; it is written down at the next weekly sitting."""
        self.team = a_team(self.dice, self.day)
        self.transfer_due = self.week > 0

    def moment_before(self, sitting: Sitting) -> Instant:
        """Some moment of the days since the record was last written up, between morning and night."""
        first, last = self.since, sitting.held
        day = self.dice.randint(0, max(0, (last.us - first.us) // 86_400_000_000 - 1))
        moment = self.world.calendar.at(sitting.day - 1 - day, self.dice.uniform(8, 22))
        return moment if first.us < moment.us < last.us else self.world.calendar.at(sitting.day, self._hour - 1)

    def next_id(self) -> str:
        """A fresh id for an entry or a command of this episode."""
        self._made += 1
        return f"{self.episode}.{self._made}"

    def do(self, sitting: Sitting, model: type[Command], *, actor: str | None = None, **fields: Any) -> Step:
        """A command about the episode as a whole, at the moment of writing."""
        command = model(
            id=self.next_id(),
            actor=actor or self.team.counsellor,
            occurred_at=sitting.written,
            **fields,
        )
        return Step(sitting.written.us, command)

    def correct(self, sitting: Sitting, model: type[OfEpisode], **fields: Any) -> Step:
        """A correction, which leaves the time of what it corrects as it was."""
        command = model(id=self.next_id(), actor=self.team.counsellor, episode=self.episode, **fields)
        return Step(sitting.written.us, command)

    def record(
        self, sitting: Sitting, what: str, *, at: Instant | None = None, actor: str | None = None, **content: Any
    ) -> Step:
        """An entry made at a sitting, of what happened then or at an earlier moment."""
        return self.enter_as(self.next_id(), sitting, what, at=at, actor=actor, **content)

    def enter_as(
        self,
        entry: str,
        sitting: Sitting,
        what: str,
        *,
        at: Instant | None = None,
        actor: str | None = None,
        **content: Any,
    ) -> Step:
        """The same, for an entry whose id others will refer to."""
        command = record_model(what)(
            id=f"{entry}.c",
            actor=actor or self.team.counsellor,
            occurred_at=at or sitting.held,
            episode=self.episode,
            what=what,
            entry=entry,
            content=content,  # type: ignore[arg-type]  # validated into the model of its kind
        )
        return Step(sitting.written.us, command)

    def facts(self, sitting: Sitting) -> Facts:
        """What the log says of the episode as the sitting is written up."""
        return self.world.look(self.episode, sitting.written.us)

    def words(self, about: str) -> str:
        """Free text that nobody could take for a person's."""
        return f"Synthetic text about {about}, no. {between(self.dice, 1, 99)}."
