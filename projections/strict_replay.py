"""Strict replay: shows, step by step, that the definition in force allowed what happened.

Each step is decided again by the very rules that decided it, its machine fired, on what the log held before it.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final

from engine.command import Command
from engine.domain import Context
from engine.refusals import Refused
from events.deadlines import DeadlinePassed, DischargeProposed
from events.discharge import SummarySigned
from events.envelope import Recorded
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
from events.event import Event, encode
from events.instants import Instant
from events.practice import SubstanceUseRecorded
from workflows.aiat import commands
from workflows.aiat.client import Client
from workflows.aiat.deadlines import RELAPSE_PLANNING
from workflows.aiat.deciding.rules import client_stream, episode_stream
from workflows.aiat.domain import Aiat
from workflows.aiat.episode import Episode
from workflows.aiat.site import STREAM, Site

_Asked = Callable[[Any], tuple[type[Command], dict[str, Any]]]
_SEALED: Final = "sealed"
"""In place of a reason, which no rule reads."""


def why_not_legal(before: Episode, site: Site, record: Recorded, event: Event) -> str | None:
    """Why a step of the episode was not legal on what came before it; None where it was, or is no step."""
    if isinstance(event, EpisodeOpened):
        return _opened_otherwise(event, site)
    asked = _ASKED.get(type(event))
    if asked is None or _rests_on_the_client(event) or _was_due_then(event, before):
        return None
    if isinstance(event, DischargedEarly | StageEntered):
        # an end could once be dated before entries: it was legal then
        earlier = {name: one for name, one in before.entries.items() if one.at.us <= record.occurred_at}
        before = before._replace(entries=earlier)
    model, fields = asked(event)
    at = Instant(record.occurred_at, record.occurred_offset)
    command = model.model_validate(
        {"id": record.command_id, "actor": record.actor, "episode": before.id, "occurred_at": at, **fields}
    )
    context = Context(now=record.recorded_at, occurred_at=at, digest="", opened=lambda stream: ())
    try:
        (decided,) = Aiat().decide(command, _states(before, site), context)
    except Refused as refusal:
        return str(refusal)
    if [encode(one)[0] for one in decided.events] != [encode(event)[0]]:
        return f"{event.type} does not say what the step came to"
    return None


def _states(before: Episode, site: Site) -> Mapping[str, Any]:
    return {episode_stream(before.id): before, client_stream(before.client): Client(before.client), STREAM: site}


def _rests_on_the_client(event: Event) -> bool:
    """Whether it was decided by what stands in the client's stream, which is not replayed here."""
    return isinstance(event, DeadlinePassed) and event.kind == "consent_expiry"


def _was_due_then(event: Event, before: Episode) -> bool:
    """Whether it was due by an earlier rule: a recurrence called for a review of the plan before there was one."""
    if not isinstance(event, DeadlinePassed) or event.kind != "plan_review":
        return False
    planned = before.entered(RELAPSE_PLANNING)
    cause = next((one for one in before.of(SubstanceUseRecorded) if one.first == event.cause), None)
    return cause is not None and (not planned or cause.at.us < planned[0].at.us)


def _opened_otherwise(event: EpisodeOpened, site: Site) -> str | None:
    definition, policy = site.latest_definition, site.latest_policy
    if event.stage != definition.stages[0].name:
        return f"an episode begins at {definition.stages[0].name}"
    pinned = [(pin.name, pin.version, pin.hash) for pin in (event.definition, event.policy)]
    if pinned != [(one.name, one.version, one.hash) for one in (definition, policy)]:
        return "the episode pins another definition or policy than was in force"
    return None


def _stage(event: StageEntered) -> tuple[type[Command], dict[str, Any]]:
    if event.trigger == "advance":
        return commands.Advance, {}
    return commands.GoBack, {"reason": _SEALED}


_ASKED: Final[Mapping[type[Event], _Asked]] = {
    StageEntered: _stage,
    ExitOverridden: lambda event: (commands.Override, {"requirements": event.requirements, "reason": _SEALED}),
    PutOnHold: lambda event: (commands.Hold, {"kind": event.kind, "reason": _SEALED}),
    Resumed: lambda event: (commands.Resume, {}),
    DischargedEarly: lambda event: (commands.DischargeEarly, {"teds_reason": event.teds_reason, "reason": _SEALED}),
    EpisodeVoided: lambda event: (commands.VoidEpisode, {"reason": _SEALED}),
    EpisodeMoved: lambda event: (commands.MoveEpisode, {"reason": _SEALED}),
    SummarySigned: lambda event: (commands.SignSummary, {"meaning": event.meaning}),
    DeadlinePassed: lambda event: (commands.FireDeadline, event.model_dump()),
    DischargeProposed: lambda event: (
        commands.FireDeadline,
        {"kind": "silence", "state": "overdue", **event.model_dump(include={"cause", "due_on"})},
    ),
}
"""Which command asks for each step, and what it says beside the episode, its actor and its time."""
