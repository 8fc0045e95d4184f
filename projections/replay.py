"""An episode event by event: what each one changed, what time alone changed before it, and whether it was legal."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from events.corrections import EntryVoided
from events.envelope import Recorded
from events.event import Event
from events.released import CATALOGUE
from projections.strict_replay import why_not_legal
from projections.timeline import TimelineRow, timeline
from projections.words import Name
from workflows.aiat.criteria import Row, judge
from workflows.aiat.episode import Episode, evolve
from workflows.aiat.facts import Facts, facts_of
from workflows.aiat.requirements import lapsed, missing, pathway_for
from workflows.aiat.site import Site

Records = Sequence[tuple[Recorded, Event]]
Sites = Sequence[tuple[int, Site]]
"""The site as it stood after each position at which it changed, in order."""
Picture = Mapping[str, str]
"""How an episode stands, in words by what they are about."""
_AS_NORMAL: Final = "met"


class Change(BaseModel):
    """What stands otherwise than before; `before` is None where there was nothing."""

    model_config = ConfigDict(frozen=True)

    what: str
    before: str | None
    after: str


class Step(BaseModel):
    """One event. `meanwhile` is what time alone changed since the event before, `changed` what the event did.

    `not_legal` says why the definition in force did not allow it; None where it did.
    """

    model_config = ConfigDict(frozen=True)

    row: TimelineRow
    meanwhile: tuple[Change, ...]
    changed: tuple[Change, ...]
    not_legal: str | None


def replay(
    records: Records, sites: Sites, zone: ZoneInfo, *, as_of: int | None = None, name: Name = str
) -> tuple[Step, ...]:
    """The steps of an episode's stream, folded one by one.

    The clock of the replay stands at the latest moment at which anything so far happened (voids apart). With
    `as_of` (UTC microseconds) it stops there, and what happened later is left out.
    """
    rows = {row.position: row for row in timeline(records, zone, as_of=as_of, name=name)}
    found = []
    episode, picture, now = Episode(), dict[str, str](), 0
    for record, _ in records:
        site = _site_at(sites, record.position)
        event = CATALOGUE.decode(record)  # folded without personal parts, as everywhere
        not_legal = why_not_legal(episode, site, record, event)
        before, episode = episode, evolve(episode, [(record, event)])
        if (row := rows.get(record.position)) is None:
            continue
        if not isinstance(event, EntryVoided):  # when somebody noticed an error, nothing happened in treatment
            now = max(now, record.occurred_at if as_of is None else min(record.occurred_at, as_of))
        waited = _picture(before, site, now, as_of)
        after = _picture(episode, site, now, as_of)
        found.append(
            Step(row=row, meanwhile=_changes(picture, waited), changed=_changes(waited, after), not_legal=not_legal)
        )
        picture = dict(after)
    return tuple(found)


def _site_at(sites: Sites, position: int) -> Site:
    return next(site for at, site in reversed(sites) if at < position)


def _picture(episode: Episode, site: Site, now: int, as_of: int | None) -> Picture:
    if as_of is not None:
        episode = episode.as_of(as_of)
    if not episode.exists:
        return {}
    facts = facts_of(episode, site, now)
    return {
        "stage": episode.stage,
        "status": episode.status,
        **_requirements(facts),
        **{f"criterion {row.criterion}": _standing(row) for row in judge(facts)},
    }


def _requirements(facts: Facts) -> Picture:
    if not facts.episode.under_way:
        return {f"requirement {one.code}": "lapsed" for one in lapsed(facts)}
    move = pathway_for(facts).move(facts.episode.stage, "advance")
    unmet, overridden = {one.code for one in missing(facts)}, facts.episode.overridden()
    found = {one.code: "lapsed" for one in lapsed(facts)}
    for code in move.requires if move else ():
        found[code] = "unmet" if code in unmet else "overridden" if code in overridden else _AS_NORMAL
    return {f"requirement {code}": standing for code, standing in found.items()}


def _standing(row: Row) -> str:
    if row.level is None:
        return row.status
    return f"level {row.level:+d}" if row.level else "level 0"


def _changes(before: Picture, after: Picture) -> tuple[Change, ...]:
    return tuple(
        Change(what=what, before=before.get(what), after=standing)
        for what, standing in _with_what_went(before, after)
        if before.get(what, _AS_NORMAL) != standing
    )


def _with_what_went(before: Picture, after: Picture) -> Iterable[tuple[str, str]]:
    """What stands now, and as met what lapsed before and no longer does."""
    yield from after.items()
    if after.get("status") == "voided":
        return  # nothing was required of it after all: that meets nothing
    yield from ((what, _AS_NORMAL) for what, standing in before.items() if what not in after and standing == "lapsed")
