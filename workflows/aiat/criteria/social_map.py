"""`social_map`: whether the people around the client make a map that recovery can rest on."""

from typing import Any

from workflows.aiat.criteria.row import Number, Row
from workflows.aiat.criteria.source import policy_source
from workflows.aiat.facts import Facts
from workflows.aiat.policy import SocialMapNumbers
from workflows.aiat.social_map import PROVISIONS, SocialMap
from workflows.aiat.social_map_indices import indices

STAGE = "social_map_building"


def judge(facts: Facts) -> Row:
    """Judged by what the stage asks of the map, its contact apart; the baseline is the map when it was left.

    There is no model of error, so `reliable` is null. Density is shown and never scored.
    """
    source = policy_source(facts.policy, "social map")
    if not facts.episode.entered(STAGE):
        return Row(
            criterion="social_map",
            status="not_started",
            sentence="Social map building has not begun.",
            source=source,
        )
    numbers, until = facts.policy.social_map, facts.judged_at
    latest = facts.maps.at(until)
    left = facts.episode.left(STAGE)
    baseline = facts.maps.at(left[-1].at.us) if left else None
    if is_met(latest, numbers):
        level = _level_when_met(latest, baseline, numbers)
        once = ""
    else:
        met_once = any(is_met(earlier, numbers) for _, earlier in facts.maps.until(until))
        level = -2 if met_once else -1
        once = " It was met before." if met_once else " It was never met."
    before, after = (_figures(one) if one else None for one in (baseline, latest))
    return Row(
        criterion="social_map",
        status="judged",
        level=level,
        reasons=() if left else ("stage_not_left",),
        baseline=before and {**before},
        latest=after and {**after},
        change=before and after and _change(before, after),
        evidence=tuple(sorted((*latest.positions, *(step.position for step in left[-1:])))),
        source=source,
        details=_details(latest),
        sentence=_needs(latest, numbers) + once,
    )


def is_met(map_: SocialMap, numbers: SocialMapNumbers) -> bool:
    """Whether the map meets what its stage asks: people, provisions, people outside the treatment milieu."""
    return (
        len(map_.supporters) >= numbers.supporters
        and len(map_.provisions) >= numbers.provisions
        and len(map_.outside_milieu) >= numbers.outside_milieu
    )


def _level_when_met(latest: SocialMap, baseline: SocialMap | None, numbers: SocialMapNumbers) -> int:
    if all(len(people) >= numbers.offering_each_provision for people in latest.offered_by.values()):
        return 2
    if baseline is None:
        return 0
    grew = len(latest.supporters) > len(baseline.supporters)
    return 1 if grew or len(latest.provisions) > len(baseline.provisions) else 0


def _figures(map_: SocialMap) -> dict[str, Number | None]:
    return {
        "people": len(map_.people),
        "supporters": len(map_.supporters),
        "share_supporting": indices(map_).share_supporting,
        "provisions": len(map_.provisions),
        "outside_milieu": len(map_.outside_milieu),
    }


def _change(before: dict[str, Number | None], after: dict[str, Number | None]) -> dict[str, Number | None]:
    both = {name: (first, after[name]) for name, first in before.items()}
    return {name: None if first is None or last is None else last - first for name, (first, last) in both.items()}


def _details(map_: SocialMap) -> dict[str, Any]:
    return {
        "indices": indices(map_).as_data(),
        "offering": {provision: len(map_.offered_by[provision]) for provision in PROVISIONS},
    }


def _needs(map_: SocialMap, numbers: SocialMapNumbers) -> str:
    return (
        f"People who support recovery: {len(map_.supporters)} ({numbers.supporters} needed); "
        f"of the six provisions they offer {len(map_.provisions)} ({numbers.provisions} needed); "
        f"outside the treatment milieu: {len(map_.outside_milieu)} ({numbers.outside_milieu} needed)."
    )
