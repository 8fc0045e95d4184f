"""How an episode stands beside its goals: who treats it, what is due, what the client wished to be known."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from adapters.asking import Case
from adapters.http.in_episode import contents
from events.instants import local_date
from events.intake import CareTeamAssigned, SafetyScreenDone
from projections.due import DueRow, State, due_rows, in_order, state_on

_DONE_ON: Final = {
    "reflection": "practice",
    "plan_review": "plan/review",
    "reassessment": "assessments/new?occasion=reassessment",
}
"""The screen of the episode on which something due is done, whatever the stage."""
_SHOWS_CLIENT: Final = {"intake": "intake", "assessment": "assessments/new"}
"""The screen on which a stage records what the client took part in; `practice` from map building on."""


class Member(NamedTuple):
    """Somebody of the care team; `discipline` is a code."""

    name: str
    discipline: str | None


class Task(NamedTuple):
    """Something due. `href` is where it is done, if there is a screen for it."""

    due: DueRow
    state: State
    href: str | None


class Wishes(NamedTuple):
    """What grounds and what overwhelms the client, in their words; empty where nothing was said or it was erased."""

    grounds: Sequence[str] = ()
    overwhelms: Sequence[str] = ()


def team(case: Case, names: Mapping[str, str]) -> Sequence[Member]:
    """The care team; `names` calls the staff by id."""
    assigned = case.facts.episode.latest(CareTeamAssigned)
    staff = case.facts.site.staff
    return [
        Member(names.get(member, member), staff[member].discipline if member in staff else None)
        for member in (assigned.event.members if assigned else ())
    ]


def tasks(case: Case, home: str) -> Sequence[Task]:
    """What is due in the episode at the moment asked about, the most pressing first."""
    stage = case.facts.episode.stage
    today = local_date(case.facts.now, case.facts.site.zone).isoformat()
    return [
        Task(row, state_on(row, today), done_at(home, row.kind, stage))
        for row in in_order(due_rows(case.facts, case.client))
    ]


def done_at(home: str, kind: str, stage: str) -> str | None:
    """Where something due of this kind is done at a stage; None where there is no screen for it."""
    if kind == "silence":
        return f"{home}/{_SHOWS_CLIENT.get(stage, 'practice')}"
    return f"{home}/{_DONE_ON[kind]}" if kind in _DONE_ON else None


def wishes(case: Case) -> Wishes:
    """What the latest safety screen says of grounding; the case must have been opened."""
    screen = case.facts.episode.latest(SafetyScreenDone)
    if screen is None:
        return Wishes()
    said = contents(case).get(screen.position, {})
    return Wishes(said.get("grounds") or (), said.get("overwhelms") or ())
