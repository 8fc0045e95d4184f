"""The relapse prevention plan as it stands, worked out from the entries in force."""

import hashlib
from collections.abc import Mapping
from typing import Final

from events.relapse_plan import CopingPlanned, CrisisContactNamed, PlanAgreed, PlanDetailed, RiskIdentified
from workflows.aiat.episode import Episode, InForce

_PLAN: Final = (RiskIdentified, CopingPlanned, CrisisContactNamed, PlanDetailed)


def risks(episode: Episode) -> tuple[InForce, ...]:
    """The risks of the plan."""
    return episode.of(RiskIdentified)


def coping(episode: Episode) -> Mapping[str, InForce]:
    """What answers each risk, by its id: the latest coping planned for it."""
    return {entry.event.risk: entry for entry in episode.of(CopingPlanned)}


def plan_digest(episode: Episode) -> str:
    """Identifies the plan's content: which entries it is made of, each in which version."""
    parts = sorted((entry.id, entry.position) for entry in episode.entries.values() if isinstance(entry.event, _PLAN))
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def agreement(episode: Episode) -> InForce | None:
    """The client's agreement to the plan as it stands; None once anything of it has changed."""
    latest = episode.latest(PlanAgreed)
    return latest if latest is not None and latest.event.plan == plan_digest(episode) else None
