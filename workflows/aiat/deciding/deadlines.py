"""The decision that a deadline has passed: derived anew, so that a late, early or repeated sweep does no harm."""

from collections.abc import Mapping
from typing import Any

from engine.domain import Context, Decided
from engine.refusals import AlreadyExists, NotAllowed, NotFound, WrongStage, WrongTime
from events.instants import in_zone
from workflows.aiat.client import Client
from workflows.aiat.commands import FireDeadline
from workflows.aiat.deciding.rules import SYSTEM, client_stream, episode_stream, not_voided, site_of, the_episode
from workflows.aiat.episode import Passed
from workflows.aiat.facts import facts_of
from workflows.aiat.timers import event_of, timers

States = Mapping[str, Any]


def fire_deadline(command: FireDeadline, states: States, context: Context) -> list[Decided]:
    """The deadline passed, if it stands, its time counts and has come, and the log does not say so yet."""
    site = site_of(states)
    episode = the_episode(states, command.episode)
    if command.actor != SYSTEM:
        raise NotAllowed("deadlines pass by themselves; nobody declares them", field="actor")
    not_voided(episode)
    key = Passed(command.kind, command.cause, command.due_on, command.state)
    if key in episode.passed:
        raise AlreadyExists("this deadline has been recorded as passed")
    facts = facts_of(episode, site, context.now)
    client: Client = states[client_stream(episode.client)]
    standing = {Passed(one.kind, one.cause, one.due_on, one.state): one for one in timers(facts, client)}
    timer = standing.get(key)
    if timer is None:
        raise NotFound("this deadline does not stand any more: it was met, moved or cancelled")
    if timer.paused_since is not None:
        raise WrongStage(f"episode {episode.id} is on hold, and this deadline paused")
    if context.now <= timer.at:
        raise WrongTime(f"this deadline passes when {command.due_on} is over")
    at = in_zone(timer.at + 1, site.zone)
    return [Decided(episode_stream(episode.id), episode.client, (event_of(facts, timer),), at)]
