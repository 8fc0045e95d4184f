"""People on a synthetic client's map."""

from random import Random
from typing import Any, Final, NamedTuple

from adapters.simulation.chances import between, pick
from events.social_map import PersonRole, Provision, Stance
from workflows.aiat.social_map import PROVISIONS


class Known(NamedTuple):
    """Somebody on the map, as far as the simulation has to remember: on it from `since` (UTC microseconds)."""

    id: str
    role: PersonRole
    stance: Stance
    provisions: tuple[Provision, ...]
    since: int
    cut_off: bool = False

    @property
    def supports(self) -> bool:
        """Whether they count as a supporter."""
        return self.stance == "supports" and self.role != "staff" and not self.cut_off


_FIRST: Final[dict[PersonRole, float]] = {
    "family": 0.4,
    "partner": 0.2,
    "friend": 0.25,
    "colleague": 0.1,
    "other": 0.05,
}
_LATER: Final[dict[PersonRole, float]] = {
    "recovery_peer": 0.3,
    "friend": 0.2,
    "family": 0.15,
    "sponsor": 0.15,
    "staff": 0.1,
    "neighbour": 0.04,
    "faith": 0.06,
}
_IN_MILIEU: Final = {"staff", "recovery_peer"}
_SUPPORTIVE: Final[dict[PersonRole, float]] = {
    "staff": 0.95,
    "sponsor": 0.97,
    "recovery_peer": 0.85,
    "faith": 0.8,
    "family": 0.6,
    "partner": 0.5,
}


def somebody(dice: Random, *, first: bool, supports: bool = False) -> dict[str, Any]:
    """What is recorded of a person who comes onto the map; one who `supports` for certain where that is asked."""
    role = pick(dice, _FIRST if first else _LATER)
    if supports and role == "staff":
        role = "friend"
    stance: Stance = "supports"
    if not supports and dice.random() > _SUPPORTIVE.get(role, 0.45):
        stance = pick(dice, {"unknown": 0.5, "neutral": 0.3, "opposes": 0.2})
    offered = between(dice, 1, 3) if stance == "supports" else between(dice, 0, 1)
    return {
        "role": role,
        "stance": stance,
        "substance_status": pick(dice, _statuses(role, stance)),
        "importance": between(dice, 2, 5),
        "provisions": tuple(sorted(dice.sample(PROVISIONS, offered))),
        "direction": pick(dice, {"both": 0.6, "gives": 0.3, "receives": 0.1}),
        "quality": pick(dice, {"close": 0.4, "neutral": 0.4, "conflict": 0.15, "cut_off": 0.05}),
        "frequency": pick(dice, {"daily": 0.2, "weekly": 0.4, "monthly": 0.2, "rarely": 0.1, "unknown": 0.1}),
        "in_treatment_milieu": role in _IN_MILIEU,
        "safe_to_contact": stance != "opposes" or dice.random() < 0.5,
    }


def _statuses(role: PersonRole, stance: Stance) -> dict[str, float]:
    if role in {"sponsor", "recovery_peer"}:
        return {"in_recovery": 1.0}
    if stance == "opposes":
        return {"heavy": 0.6, "light": 0.3, "unknown": 0.1}
    return {"never": 0.3, "light": 0.3, "unknown": 0.25, "heavy": 0.05, "in_recovery": 0.1}
