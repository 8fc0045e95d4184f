"""The discharge summary's two signatures."""

from collections.abc import Mapping
from typing import Any

from engine.domain import Context, Decided
from engine.refusals import NotAllowed, NotFound, Refused
from events.discharge import SummarySigned
from events.site import Role
from workflows.aiat.commands import SignSummary
from workflows.aiat.deciding.rules import (
    a_possible_time,
    episode_stream,
    may,
    not_voided,
    site_of,
    the_episode,
)
from workflows.aiat.summary import signature, summary


def sign_summary(command: SignSummary, states: Mapping[str, Any], context: Context) -> list[Decided]:
    """Binds the summary as it stands to a name, a meaning and a time; the two signers differ."""
    site = site_of(states)
    episode = the_episode(states, command.episode)
    a_possible_time(command, site, context)
    role: Role = "clinician" if command.meaning == "author" else "supervisor"
    may(site, command.actor, {role}, "sign the summary" if role == "clinician" else "co-sign the summary")
    not_voided(episode)
    text = summary(episode)
    if text is None:
        raise NotFound("there is no discharge summary to sign; write it first (record summary)")
    if signature(episode, command.meaning):
        raise Refused("the summary as it stands is signed already")
    author = signature(episode, "author")
    if command.meaning == "co_signer":
        if author is None:
            raise Refused("a clinician signs the summary before a supervisor co-signs it")
        if author.actor == command.actor:
            raise NotAllowed(f"{command.actor} signed the summary; somebody else has to co-sign it")
    event = SummarySigned(summary=text.id, content_hash=text.event.content_hash, meaning=command.meaning, role=role)
    return [Decided(episode_stream(episode.id), episode.client, (event,))]
