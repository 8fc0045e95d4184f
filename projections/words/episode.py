"""The episode as a whole, in words."""

from typing import Final

from events.episode import (
    DischargedEarly,
    EpisodeMoved,
    EpisodeOpened,
    EpisodeVoided,
    ExitOverridden,
    PutOnHold,
    Resumed,
    StageEntered,
)
from projections.words.sentence import Name, listed, plain, sentence

TEDS_REASONS: Final = {
    1: "treatment completed",
    2: "dropped out",
    3: "terminated by facility",
    4: "transferred",
    5: "incarcerated",
    6: "died",
    7: "other",
}
"""TEDS-D reasons for discharge (SAMHSA)."""


@sentence.register
def _(event: EpisodeOpened, name: Name = str) -> str:
    again = f", a readmission after episode {event.readmission_of}" if event.readmission_of else ""
    return (
        f"Episode opened in stage {plain(event.stage)}{again}, judged by {event.policy.name} "
        f"version {event.policy.version}."
    )


@sentence.register
def _(event: StageEntered, name: Name = str) -> str:
    passed = f", passing unmet by override: {listed(event.overridden)}" if event.overridden else ""
    way = "went back" if event.trigger == "go_back" else "moved on"
    return f"The episode {way} from {plain(event.left)} to {plain(event.stage)}{passed}."


@sentence.register
def _(event: ExitOverridden, name: Name = str) -> str:
    return f"Override for leaving {plain(event.stage)}: {listed(event.requirements)}."


@sentence.register
def _(event: PutOnHold, name: Name = str) -> str:
    return f"Put on hold ({plain(event.kind)})."


@sentence.register
def _(event: Resumed, name: Name = str) -> str:
    return "Treatment resumed after the hold."


@sentence.register
def _(event: DischargedEarly, name: Name = str) -> str:
    return f"Discharged early: {TEDS_REASONS[event.teds_reason]} (TEDS-D {event.teds_reason})."


@sentence.register
def _(event: EpisodeVoided, name: Name = str) -> str:
    return "The episode was declared opened in error."


@sentence.register
def _(event: EpisodeMoved, name: Name = str) -> str:
    return (
        f"From here on judged by definition {event.definition.name} version {event.definition.version} "
        f"and policy {event.policy.name} version {event.policy.version}."
    )
