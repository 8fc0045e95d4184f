"""Education, regulation, reflection, groups and recurrence of use, in words."""

from typing import Final

from events.practice import (
    EducationGiven,
    GroupAttended,
    ReflectionMade,
    RegulationPractised,
    SubstanceUseRecorded,
)
from projections.words.sentence import Name, counted, plain, sentence

_ZONES: Final = {"hyper": "above the window", "within_window": "within the window", "hypo": "below the window"}
_MODULES: Final = {"relapse_risk_factors": "what leads back to use"}
"""Those whose code says otherwise than the forms do."""


@sentence.register
def _(event: EducationGiven, name: Name = str) -> str:
    return f"Education: {_module(event.module)} ({plain(event.how)})."


@sentence.register
def _(event: RegulationPractised, name: Name = str) -> str:
    company = name(event.person) if event.person else plain(event.with_whom)
    took = f" in {counted(event.minutes, 'minute')}" if event.minutes is not None else ""
    return (
        f"Regulation practised with {plain(event.tool)} ({company}): from {_ZONES[event.zone_before]} "
        f"({event.intensity_before}) to {_ZONES[event.zone_after]} ({event.intensity_after}){took}."
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
    module = f", module {_module(event.module)}" if event.module else ""
    took = f", {counted(event.minutes, 'minute')}" if event.minutes is not None else ""
    people = counted(event.participants, "participant")
    return f"Group session {plain(event.topic)}{module}: {people}{took}."


def _module(code: str) -> str:
    return _MODULES.get(code) or plain(code)
