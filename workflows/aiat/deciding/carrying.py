"""Readmission: the earlier episode's map and plan, copied into the new one as entries of its own."""

from collections.abc import Iterable, Mapping

from engine.domain import Context
from events.corrections import EntryAmended
from events.envelope import Recorded
from events.event import Entry, Event
from events.relapse_plan import CopingPlanned, RiskIdentified
from events.released import CATALOGUE
from events.social_map import PersonAdded, TieDrawn
from workflows.aiat.commands import OpenEpisode
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
    contents = _contents(earlier, opened)
    now = map_at(earlier, context.now)
    new: dict[str, str] = {}
    events: list[Event] = []

    def copy(entry: Entry, **changes: object) -> None:
        new[entry.entry] = command.new_id(len(new) + 1)
        events.append(entry.model_copy(update={"entry": new[entry.entry], **changes}))

    if "map" in command.carry:
        for person in now.people.values():
            original = contents.get(person.id)
            if isinstance(original, PersonAdded):
                known = {name: getattr(person, name) for name in PersonAdded.model_fields if hasattr(person, name)}
                copy(original.model_copy(update=known), carried_from=person.id)
        for tie in contents.values():
            if isinstance(tie, TieDrawn) and set(tie.between) <= new.keys():
                copy(tie, between=(new[tie.between[0]], new[tie.between[1]]))
    if "plan" in command.carry:
        planned = {entry.id for entry in coping(earlier).values()}
        for risk in contents.values():
            if isinstance(risk, RiskIdentified):
                copy(risk, carried_from=risk.entry)
        for answer in contents.values():
            if isinstance(answer, CopingPlanned) and answer.entry in planned and answer.risk in new:
                people = tuple(new[person] for person in answer.people if person in new)
                copy(answer, risk=new[answer.risk], people=people)
    return events


def _contents(earlier: Episode, opened: Iterable[tuple[Recorded, Event]]) -> Mapping[str, Entry]:
    """The entries in force with their personal parts, by id."""
    by_position = {record.position: event for record, event in opened}
    found: dict[str, Entry] = {}
    for entry in earlier.entries.values():
        event = by_position[entry.position]
        if isinstance(event, EntryAmended):
            content = event.content | (event.personal or {})
            event = CATALOGUE.load(event.of, event.of_version, content)
        if isinstance(event, Entry):
            found[entry.id] = event
    return found
