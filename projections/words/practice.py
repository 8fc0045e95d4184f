"""Education, regulation, reflection, groups and recurrence of use, in words."""

from events.practice import (
    EducationGiven,
    GroupAttended,
    ReflectionMade,
    RegulationPractised,
    SubstanceUseRecorded,
)
from projections.words.sentence import Name, counted, plain, sentence


@sentence.register
def _(event: EducationGiven, name: Name = str) -> str:
    return f"Education: {plain(event.module)} ({plain(event.how)})."


@sentence.register
def _(event: RegulationPractised, name: Name = str) -> str:
    company = name(event.person) if event.person else plain(event.with_whom)
    took = f" in {counted(event.minutes, 'minute')}" if event.minutes is not None else ""
    return (
        f"Regulation practised with {plain(event.tool)} ({company}): from {plain(event.zone_before)} "
        f"{event.intensity_before} to {plain(event.zone_after)} {event.intensity_after}{took}."
    )


@sentence.register
def _(event: ReflectionMade, name: Name = str) -> str:
    about = name(event.person) if event.person else plain(event.with_whom)
    checked = f"checked, was right: {event.was_right}" if event.checked else "not checked"
    return f"Reflection ({about}): {event.strategy} strategy, worked: {event.worked}; {checked}."


@sentence.register
def _(event: SubstanceUseRecorded, name: Name = str) -> str:
    after = f", after risk {event.risk}" if event.risk else ""
    return f"Recurrence of use: {plain(event.substance)}, {plain(event.extent)}{after}."


@sentence.register
def _(event: GroupAttended, name: Name = str) -> str:
    module = f", module {plain(event.module)}" if event.module else ""
    took = f", {counted(event.minutes, 'minute')}" if event.minutes is not None else ""
    people = counted(event.participants, "participant")
    return f"Group session {plain(event.topic)}{module}: {people}{took}."
