"""Which entries point at which: people of the map, risks of the plan, assessments."""

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from events.assessment import AttachmentFormulated
from events.discharge import SummarySigned, SummaryWritten
from events.event import Entry
from events.practice import ReflectionMade, RegulationPractised, SubstanceUseRecorded
from events.relapse_plan import CopingPlanned, CrisisContactNamed, RiskIdentified
from events.social_map import ContactMade, PersonAdded, PersonChanged, PersonLeft, TieDrawn
from workflows.aiat.episode import Episode


class Reference(NamedTuple):
    """A field of an entry that holds the id of another, or several."""

    field: str
    kind: type[Entry]
    noun: str


_PERSON: Final = Reference("person", PersonAdded, "person")
_RISK: Final = Reference("risk", RiskIdentified, "risk")
_REFERENCES: Final[Mapping[type[Entry], tuple[Reference, ...]]] = {
    PersonChanged: (_PERSON,),
    PersonLeft: (_PERSON,),
    TieDrawn: (Reference("between", PersonAdded, "person"),),
    ContactMade: (_PERSON, _RISK),
    RegulationPractised: (_PERSON,),
    ReflectionMade: (_PERSON,),
    SubstanceUseRecorded: (_RISK,),
    CopingPlanned: (_RISK, Reference("people", PersonAdded, "person")),
    CrisisContactNamed: (_PERSON,),
}


def references(event: Entry) -> Iterator[tuple[Reference, str]]:
    """Every entry that this one points at, with the field it does so by."""
    for reference in _REFERENCES.get(type(event), ()):
        value = getattr(event, reference.field)
        if value is None:
            continue
        for target in (value,) if isinstance(value, str) else value:
            yield reference, target


def referring_to(episode: Episode, entry: str) -> list[str]:
    """The ids of the entries and signatures that rest on this one."""
    found = [
        other.id for other in episode.entries.values() if any(target == entry for _, target in references(other.event))
    ]
    found += [
        other.id
        for other in episode.of(AttachmentFormulated)
        if other.event.derived is not None and other.event.derived.assessment == entry
    ]
    target = episode.entries.get(entry)
    if target is not None and isinstance(target.event, SummaryWritten):
        found += [
            f"signature at position {step.position}"
            for step in episode.steps_of(SummarySigned)
            if step.event.content_hash == target.event.content_hash
        ]
    return found
