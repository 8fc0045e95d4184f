"""Decisions that correct the record: amending and voiding entries."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.domain import Context, Decided
from engine.refusals import NotFound, Refused, StillReferred
from events.corrections import EntryAmended, EntryVoided
from events.envelope import Recorded
from events.event import SEALED, Entry, Event, marked, personal_part
from events.practice import GroupAttended
from workflows.aiat.commands import Amend, Void
from workflows.aiat.content import content_model
from workflows.aiat.deciding.completing import completed
from workflows.aiat.deciding.opened import contents
from workflows.aiat.deciding.rules import (
    CLINICAL,
    a_possible_time,
    episode_stream,
    may,
    not_in_the_future,
    not_voided,
    site_of,
    the_episode,
    within_treatment,
)
from workflows.aiat.episode import Episode, InForce
from workflows.aiat.facts import facts_of
from workflows.aiat.reading import read
from workflows.aiat.references import referring_to

States = Mapping[str, Any]


def amend(command: Amend, states: States, context: Context) -> list[Decided]:
    """An entry's content is replaced whole; what is worked out from it is worked out again."""
    site = site_of(states)
    episode = the_episode(states, command.episode)
    a_possible_time(command, site, context)
    may(site, command.actor, CLINICAL, "amend an entry")
    not_voided(episode)
    entry = _the_entry(episode, command.entry, "amended")
    kind: type[Entry] = type(entry.event)
    content = read(content_model(kind), _given(entry, command.content))
    at = command.occurred_at or entry.at
    not_in_the_future(at, site, context)
    within_treatment(episode, at, site)
    without = episode._replace(entries={key: one for key, one in episode.entries.items() if key != entry.id})
    event = completed(
        kind,
        entry.id,
        content,
        facts_of(without, site, context.now),
        context,
        command.actor,
        at,
        amending=entry,
    )
    if at.us == entry.at.us and _is_the_same(event, entry, context.opened(episode_stream(episode.id))):
        raise Refused(f"there is nothing to amend: {entry.id} says so already")
    amended = EntryAmended(
        entry=entry.id,
        what=kind.what,
        of=kind.type,
        of_version=kind.schema_version,
        content=event.model_dump(mode="json", exclude=set(marked(kind, SEALED))),
        reason=command.reason,
        personal=personal_part(event) or None,
    )
    return [Decided(episode_stream(episode.id), episode.client, (amended,), at)]


def void(command: Void, states: States, context: Context) -> list[Decided]:
    """An entry no longer counts; refused while others rest on it."""
    site = site_of(states)
    episode = the_episode(states, command.episode)
    a_possible_time(command, site, context)
    may(site, command.actor, CLINICAL, "void an entry")
    not_voided(episode)
    entry = _the_entry(episode, command.entry, "voided")
    if by := referring_to(episode, entry.id):
        raise StillReferred(f"{entry.id} is still referred to by {', '.join(by)}; void or amend these first", by)
    event = EntryVoided(entry=entry.id, what=type(entry.event).what, reason=command.reason)
    return [Decided(episode_stream(episode.id), episode.client, (event,))]


def _the_entry(episode: Episode, entry: str, what: str) -> InForce:
    found = episode.entries.get(entry)
    if found is not None:
        return found
    if entry in episode.voided:
        raise Refused(f"entry {entry} was voided and cannot be {what}; a void is final", field="entry")
    if any(getattr(step.event, "summary", None) == entry for step in episode.steps):
        raise Refused(f"{entry} is not an entry that can be {what}", field="entry")
    raise NotFound(
        f"there is no entry {entry} in episode {episode.id} (stages, holds, discharges, signatures and "
        "corrections are never amended or voided)",
        field="entry",
    )


def _is_the_same(event: Entry, entry: InForce, opened: Iterable[tuple[Recorded, Event]]) -> bool:
    # what is not sealed is compared first: only where that is the same is anything to be unsealed
    sealed = marked(type(event), SEALED)
    if _plain(event, sealed) != _plain(entry.event, sealed):
        return False
    return _plain(event) == _plain(contents([entry], opened)[entry.id])


def _plain(event: Event, without: Iterable[str] = ()) -> Mapping[str, Any]:
    # the hash of a summary is that of the command it came by, and another each time
    return event.model_dump(mode="json", exclude={"content_hash", *without})


def _given(entry: InForce, content: Mapping[str, Any]) -> Mapping[str, Any]:
    if isinstance(entry.event, GroupAttended):
        # the count of participants belongs to the session, not to this participant's entry
        return {**content, "participants": entry.event.participants}
    return content
