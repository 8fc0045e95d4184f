"""Decisions about an episode as a whole: opening it, moving it along its pathway, pausing and ending it."""

from collections.abc import Mapping
from typing import Any

from engine.domain import Context, Decided
from engine.refusals import AlreadyExists, NotFound, Refused, RequirementsUnmet, WrongStage
from events.client import EpisodeBegun
from events.episode import (
    DischargedEarly,
    EpisodeMoved,
    EpisodeOpened,
    EpisodeVoided,
    ExitOverridden,
    Pin,
    PutOnHold,
    Resumed,
    StageEntered,
)
from events.event import Event
from workflows.aiat.client import Client
from workflows.aiat.commands import (
    Advance,
    DischargeEarly,
    GoBack,
    Hold,
    MoveEpisode,
    OfEpisode,
    OpenEpisode,
    Override,
    Resume,
    VoidEpisode,
)
from workflows.aiat.deciding.carrying import carried_forward
from workflows.aiat.deciding.rules import (
    CLINICAL,
    a_possible_time,
    client_stream,
    episode_stream,
    may,
    not_before,
    not_voided,
    plain,
    site_of,
    the_client,
    the_episode,
)
from workflows.aiat.episode import COMPLETED, Episode, Status
from workflows.aiat.facts import facts_of, facts_then
from workflows.aiat.requirements import missing, pathway_for
from workflows.aiat.site import Site

States = Mapping[str, Any]


def open_episode(command: OpenEpisode, states: States, context: Context) -> list[Decided]:
    """An episode begins at the definition's first stage; its pins are what the site published last."""
    site = site_of(states)
    a_possible_time(command, site, context)
    may(site, command.actor, CLINICAL, "open an episode")
    client = the_client(states, command.client)
    episode = command.episode or command.new_id(0)
    if states[episode_stream(episode)].exists:
        raise AlreadyExists(f"there is an episode {episode} already", field="episode")
    _has_no_open_episode(client, states)
    events: list[Event] = [
        EpisodeOpened(
            episode=episode,
            client=client.id,
            stage=site.latest_definition.stages[0].name,
            definition=_pin(site.latest_definition),
            policy=_pin(site.latest_policy),
            readmission_of=command.readmission_of,
        )
    ]
    if command.readmission_of is not None:
        earlier = _earlier(client, command.readmission_of, states)
        opened = list(context.opened(episode_stream(earlier.id))) if command.carry else []
        events += carried_forward(earlier, opened, command, context)
    elif command.carry:
        raise Refused("carry needs readmission_of: name the earlier episode", field="carry")
    return [
        Decided(episode_stream(episode), client.id, tuple(events)),
        Decided(client_stream(client.id), client.id, (EpisodeBegun(client=client.id, episode=episode),)),
    ]


def advance(command: Advance, states: States, context: Context) -> list[Decided]:
    """The next stage, if nothing is unmet but what was overridden."""
    site, episode = _case(command, states, context, "advance an episode")
    _in_status(episode, ("open",), "advanced")
    _not_before_the_last_step(episode, site, context)
    facts = facts_then(episode, site, context.occurred_at.us)
    pathway = pathway_for(facts)
    move = pathway.move(episode.stage, "advance")
    if move is None:
        raise WrongStage(f"there is no stage after {plain(episode.stage)}")
    unmet = missing(facts)
    stage = pathway.fire(episode.stage, "advance", unmet)
    if stage is None:
        raise RequirementsUnmet(
            f"{plain(episode.stage)} cannot be left yet: "
            + "; ".join(f"{one.sentence} ({one.code}: {one.remedy})" for one in unmet),
            unmet,
        )
    if stage == COMPLETED:
        _not_before_the_last_entry(episode, site, context)
    passed = [code for code in move.requires if code in episode.overridden() and pathway.check(code, facts)]
    event = StageEntered(stage=stage, left=episode.stage, trigger="advance", overridden=tuple(passed))
    return _of_episode(episode, event)


def go_back(command: GoBack, states: States, context: Context) -> list[Decided]:
    """The stage before: treatment is extended."""
    site, episode = _case(command, states, context, "take an episode back")
    _in_status(episode, ("open",), "taken back")
    _not_before_the_last_step(episode, site, context)
    pathway = pathway_for(facts_of(episode, site, context.now))
    if pathway.move(episode.stage, "go_back") is None:
        sources = [plain(move.source) for move in pathway.definition.moves if move.trigger == "go_back"]
        raise WrongStage(f"{plain(episode.stage)} has no way back; there is one from {' and '.join(sources)}")
    stage = pathway.fire(episode.stage, "go_back", ())
    if stage is None:
        raise WrongStage(f"{plain(episode.stage)} cannot be left this way")
    return _of_episode(episode, StageEntered(stage=stage, left=episode.stage, trigger="go_back", reason=command.reason))


def override(command: Override, states: States, context: Context) -> list[Decided]:
    """Named requirements may be passed unmet at the exit ahead."""
    site, episode = _case(command, states, context)
    may(site, command.actor, {"supervisor"}, "override a requirement")
    _in_status(episode, ("open",), "overridden")
    _not_before_the_last_step(episode, site, context)
    unmet = {one.code for one in missing(facts_then(episode, site, context.occurred_at.us))}
    codes = tuple(dict.fromkeys(command.requirements))
    if wrong := [code for code in codes if code not in unmet]:
        listed = f"unmet are {', '.join(sorted(unmet))}" if unmet else "nothing is unmet"
        raise NotFound(f"{', '.join(wrong)} does not stand in the way here; {listed}", field="requirements")
    return _of_episode(episode, ExitOverridden(stage=episode.stage, requirements=codes, reason=command.reason))


def hold(command: Hold, states: States, context: Context) -> list[Decided]:
    """Treatment pauses."""
    site, episode = _case(command, states, context, "put an episode on hold")
    _in_status(episode, ("open",), "put on hold")
    _not_before_the_last_step(episode, site, context)
    return _of_episode(episode, PutOnHold(kind=command.kind, reason=command.reason))


def resume(command: Resume, states: States, context: Context) -> list[Decided]:
    """Treatment goes on."""
    site, episode = _case(command, states, context, "resume an episode")
    _in_status(episode, ("on_hold",), "resumed")
    _not_before_the_last_step(episode, site, context)
    return _of_episode(episode, Resumed(reason=command.reason))


def discharge_early(command: DischargeEarly, states: States, context: Context) -> list[Decided]:
    """Treatment ends before its pathway does; also from a hold."""
    site, episode = _case(command, states, context, "discharge a client")
    _in_status(episode, ("open", "on_hold"), "discharged")
    _not_before_the_last_step(episode, site, context)
    _not_before_the_last_entry(episode, site, context)
    return _of_episode(episode, DischargedEarly(teds_reason=command.teds_reason, reason=command.reason))


def void_episode(command: VoidEpisode, states: States, context: Context) -> list[Decided]:
    """The whole episode was an error."""
    site, episode = _case(command, states, context)
    may(site, command.actor, {"supervisor"}, "void an episode")
    return _of_episode(episode, EpisodeVoided(reason=command.reason))


def move_episode(command: MoveEpisode, states: States, context: Context) -> list[Decided]:
    """The episode goes on under the latest definition and policy, if its stage and overrides exist there."""
    site, episode = _case(command, states, context)
    may(site, command.actor, {"supervisor"}, "move an episode to another definition or policy")
    _in_status(episode, ("open", "on_hold"), "moved")
    _not_before_the_last_step(episode, site, context)
    definition, policy = _pin(site.latest_definition), _pin(site.latest_policy)
    if (definition, policy) == (episode.definition, episode.policy):
        raise Refused(f"episode {episode.id} already follows the latest definition and policy")
    present = pathway_for(facts_of(episode, site, context.now)).definition
    problems = present.what_does_not_map(site.latest_definition, episode.stage, episode.overridden())
    if problems:
        raise Refused(f"episode {episode.id} cannot be moved: {'; '.join(problems)}")
    return _of_episode(episode, EpisodeMoved(definition=definition, policy=policy, reason=command.reason))


def _case(command: OfEpisode, states: States, context: Context, what: str | None = None) -> tuple[Site, Episode]:
    site = site_of(states)
    episode = the_episode(states, command.episode)
    a_possible_time(command, site, context)
    if what is not None:
        may(site, command.actor, CLINICAL, what)
    not_voided(episode)
    return site, episode


def _in_status(episode: Episode, allowed: tuple[Status, ...], what: str) -> None:
    status = episode.status
    if status not in allowed:
        hint = "; resume it first" if status == "on_hold" else ""
        raise WrongStage(f"this episode is {plain(status)} and cannot be {what}{hint}")


def _not_before_the_last_step(episode: Episode, site: Site, context: Context) -> None:
    last = max(episode.steps, key=lambda step: step.at.us)
    not_before(last.at, "what happened last to this episode,", context.occurred_at, site)


def _not_before_the_last_entry(episode: Episode, site: Site, context: Context) -> None:
    # after the end no such entry is taken: nor is an end before those that were taken
    last = max(episode.entries.values(), key=lambda entry: entry.at.us, default=None)
    if last is not None:
        what = f"the latest entry, {last.id} ({type(last.event).what.replace('-', ' ')}),"
        mend = "; give that time or a later one, or amend or void that entry"
        not_before(last.at, what, context.occurred_at, site, mend)


def _has_no_open_episode(client: Client, states: States) -> None:
    for earlier in client.episodes:
        if states[episode_stream(earlier)].under_way:
            raise WrongStage(
                f"client {client.id} has an open episode, {earlier}; complete or discharge it first",
                field="client",
            )


def _earlier(client: Client, episode: str, states: States) -> Episode:
    if episode not in client.episodes:
        raise NotFound(f"client {client.id} has no earlier episode {episode}", field="readmission_of")
    earlier: Episode = states[episode_stream(episode)]
    not_voided(earlier)
    return earlier


def _pin(pinned: Any) -> Pin:
    return Pin(name=pinned.name, version=pinned.version, hash=pinned.hash)


def _of_episode(episode: Episode, event: Event) -> list[Decided]:
    return [Decided(episode_stream(episode.id), episode.client, (event,))]
