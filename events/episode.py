"""The episode as a whole: opened, moved from stage to stage, held, ended. None of these is ever voided."""

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from events.event import Code, Event, Id, Personal, RequiredPersonal, Text


class Pin(BaseModel):
    """A definition or policy by name, version and hash: what an episode is judged by until it is moved."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    name: str
    version: int
    hash: str


class EpisodeOpened(Event):
    """A treatment episode began. `readmission_of` names the earlier episode of the same client, if any."""

    type: ClassVar[str] = "episode.opened"

    episode: Id
    client: Id
    stage: Code
    definition: Pin
    policy: Pin
    readmission_of: Id | None = None


class StageEntered(Event):
    """The episode moved to a stage. `overridden` names requirements that were passed unmet, openly."""

    type: ClassVar[str] = "episode.stage_entered"

    stage: Code
    left: Code
    trigger: Code
    overridden: tuple[Code, ...] = ()
    reason: Personal[Text] = None


class ExitOverridden(Event):
    """A supervisor let the episode pass named requirements unmet, for the next exit of this stage only."""

    type: ClassVar[str] = "episode.exit_overridden"

    stage: Code
    requirements: tuple[Code, ...]
    reason: RequiredPersonal[Text] = None


HoldKind = Literal["hospital", "custody", "leave", "other"]


class PutOnHold(Event):
    """Treatment paused: deadlines stop counting, stages cannot be left, entries may still be made."""

    type: ClassVar[str] = "episode.put_on_hold"

    kind: HoldKind
    reason: RequiredPersonal[Text] = None


class Resumed(Event):
    """Treatment goes on after a hold."""

    type: ClassVar[str] = "episode.resumed"

    reason: Personal[Text] = None


TedsReason = Literal[2, 3, 4, 5, 6, 7]
"""TEDS-D reason for discharge other than completion: 2 dropped out, 3 terminated by facility, 4 transferred,
5 incarcerated, 6 death, 7 other (SAMHSA, Treatment Episode Data Set - Discharges, REASON)."""


class DischargedEarly(Event):
    """The episode ended before its pathway did."""

    type: ClassVar[str] = "episode.discharged_early"

    teds_reason: TedsReason
    reason: RequiredPersonal[Text] = None


class EpisodeVoided(Event):
    """The episode was opened in error, and is left out of every view across episodes."""

    type: ClassVar[str] = "episode.voided"

    reason: RequiredPersonal[Text] = None


class EpisodeMoved(Event):
    """The episode is judged by another version of its definition or policy from here on."""

    type: ClassVar[str] = "episode.moved"

    definition: Pin
    policy: Pin
    reason: RequiredPersonal[Text] = None
