"""Decisions about clinical entries: recording them one by one, or a group session in many episodes at once."""

from collections.abc import Mapping
from typing import Any

from engine.domain import Context, Decided
from engine.refusals import AlreadyExists, NotFound, Refused, WrongStage
from events.episode import StageEntered
from events.event import Entry
from events.practice import GroupAttended
from events.released import ENTRIES
from workflows.aiat.commands import Attendance, Record, RecordGroup
from workflows.aiat.deciding.completing import completed
from workflows.aiat.deciding.rules import (
    CLINICAL,
    a_possible_time,
    episode_stream,
    may,
    not_voided,
    plain,
    site_of,
    the_episode,
    within_treatment,
)
from workflows.aiat.episode import Episode
from workflows.aiat.facts import Facts, facts_of
from workflows.aiat.requirements import pathway_for

States = Mapping[str, Any]
_AFTER_THE_END = ("disposition", "summary")
"""Kinds that close an episode: after an early discharge they may be made whatever the stage was."""


def record(command: Record, states: States, context: Context) -> list[Decided]:
    """One entry in one episode."""
    site = site_of(states)
    episode = the_episode(states, command.episode)
    a_possible_time(command, site, context)
    may(site, command.actor, CLINICAL, "make an entry")
    facts = facts_of(episode, site, context.now)
    _may_be_recorded(command.what, facts, context)
    entry = command.entry or command.new_id(0)
    _is_a_new_id(episode, entry)
    event = completed(ENTRIES[command.what], entry, command.content, facts, context, command.actor, context.occurred_at)
    return [Decided(episode_stream(episode.id), episode.client, (event,))]


def record_group(command: RecordGroup, states: States, context: Context) -> list[Decided]:
    """A group session in every participant's episode, or in none: a refusal names each episode that refuses."""
    site = site_of(states)
    a_possible_time(command, site, context)
    may(site, command.actor, CLINICAL, "record a group session")
    session = command.session or command.new_id(0)
    decided: list[Decided] = []
    problems: list[str] = []
    seen: set[str] = set()
    for place, attendance in enumerate(command.attended, start=1):
        if attendance.episode in seen:
            problems.append(f"episode {attendance.episode} is named twice")
            continue
        seen.add(attendance.episode)
        try:
            episode = the_episode(states, attendance.episode)
            _may_be_recorded("group", facts_of(episode, site, context.now), context)
            entry = attendance.entry or command.new_id(place)
            _is_a_new_id(episode, entry)
        except NotFound as refusal:
            problems.append(str(refusal))
            continue
        except Refused as refusal:
            problems.append(f"episode {attendance.episode}: {refusal}")
            continue
        event = _attended(command, session, attendance, entry)
        decided.append(Decided(episode_stream(episode.id), episode.client, (event,)))
    if problems:
        raise Refused("nothing was recorded in any episode: " + "; ".join(problems), field="attended")
    return decided


def _attended(command: RecordGroup, session: str, attendance: Attendance, entry: str) -> Entry:
    return GroupAttended(
        entry=entry,
        session=session,
        topic=command.topic,
        module=command.module,
        minutes=command.minutes,
        participants=len(command.attended),
        remark=attendance.remark,
    )


def _may_be_recorded(what: str, facts: Facts, context: Context) -> None:
    episode = facts.episode
    not_voided(episode)
    within_treatment(episode, context.occurred_at, facts.site)
    if what in _AFTER_THE_END and episode.end is not None:
        return
    definition = pathway_for(facts).definition
    opens = definition.opened_by(what)
    if opens is None:
        raise WrongStage(f"{definition.name} version {definition.version} has no entries of kind {what}")
    reached = max(
        (definition.order[step.event.stage] for step in episode.steps if isinstance(step.event, StageEntered)),
        default=0,
    )
    if reached < definition.order[opens.name]:
        raise WrongStage(
            f"{plain(what)} is recorded from stage {plain(opens.name)} on; this episode is at {plain(episode.stage)}"
        )


def _is_a_new_id(episode: Episode, entry: str) -> None:
    if entry in episode.entries or entry in episode.voided:
        raise AlreadyExists(
            f"entry {entry} exists already in episode {episode.id}; amend it, or choose another id",
            field="entry",
        )
