"""Readmission: the earlier episode's map and plan, copied into the new one as entries of its own."""

from collections.abc import Iterable, Mapping

from engine.domain import Context
from events.envelope import Recorded
from events.event import Entry, Event
from events.relapse_plan import CopingPlanned, RiskIdentified
from events.social_map import PersonAdded, PersonChanged, TieDrawn
from workflows.aiat.commands import OpenEpisode
from workflows.aiat.deciding.opened import contents
from workflows.aiat.episode import Episode
from workflows.aiat.plan import coping
from workflows.aiat.social_map import map_at


def carried_forward(
    earlier: Episode,
    opened: Iterable[tuple[Recorded, Event]],
    command: OpenEpisode,
    context: Context,
) -> list[Event]:
    """New entries for the people and ties on the map, and the risks and coping of the plan, at its end."""
    if not command.carry:
        return []
    copies = _Copies(contents(earlier.entries.values(), opened), command)
    if "map" in command.carry:
        copies.carry_map(earlier, context.now)
    if "plan" in command.carry:
        copies.carry_plan(earlier)
    return copies.events


class _Copies:
    def __init__(self, contents: Mapping[str, Entry], command: OpenEpisode) -> None:
        self._contents = contents
        self._command = command
        self._new: dict[str, str] = {}
        self.events: list[Event] = []

    def carry_map(self, earlier: Episode, now: int) -> None:
        for person in map_at(earlier, now).people.values():
            original = self._contents.get(person.id)
            if isinstance(original, PersonAdded):
                known = {name: getattr(person, name) for name in PersonAdded.model_fields if hasattr(person, name)}
                self._copy(original, **known, **self._renamed(person.id), carried_from=person.id)
        for tie in self._contents.values():
            if isinstance(tie, TieDrawn) and set(tie.between) <= self._new.keys():
                self._copy(tie, between=(self._new[tie.between[0]], self._new[tie.between[1]]))

    def carry_plan(self, earlier: Episode) -> None:
        planned = {entry.id for entry in coping(earlier).values()}
        for risk in self._contents.values():
            if isinstance(risk, RiskIdentified):
                self._copy(risk, carried_from=risk.entry)
        for answer in self._contents.values():
            if isinstance(answer, CopingPlanned) and answer.entry in planned and answer.risk in self._new:
                people = tuple(self._new[person] for person in answer.people if person in self._new)
                self._copy(answer, risk=self._new[answer.risk], people=people)

    def _renamed(self, person: str) -> Mapping[str, object]:
        names = [
            change.name
            for change in self._contents.values()
            if isinstance(change, PersonChanged) and change.person == person and change.name is not None
        ]
        return {"name": names[-1]} if names else {}

    def _copy(self, entry: Entry, **changes: object) -> None:
        self._new[entry.entry] = self._command.new_id(len(self._new) + 1)
        self.events.append(entry.model_copy(update={**changes, "entry": self._new[entry.entry]}))
