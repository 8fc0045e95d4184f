"""Figures that describe a social map, as the Important People interview and social identity mapping do.

Zywiak, W. H., et al. (2009). The Important People Drug and Alcohol interview. Shares are of everybody on the
map, from 0 to 1, and None where nobody is on it. Unknown is a category of its own: it counts as neither
supporting nor abstinent. Density is shown and never scored: denser is not better.
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple, get_args

from events.social_map import Stance, SubstanceStatus
from workflows.aiat.social_map import PROVISIONS, SocialMap


class Indices(NamedTuple):
    """The figures of one map.

    `size` and `daily_size` count people (the latter those in touch daily); `by_stance` and
    `by_substance_status` count each category; `mean_importance_of_supporters` runs from 1 to 5;
    `provision_coverage` is the share of the six provisions that a supporter offers; `reciprocity` the share
    of people who both give and receive; `density` the share of possible ties that exist and are not cut off;
    `components` the number of groups that no such tie connects.
    """

    size: int
    daily_size: int
    by_stance: dict[str, int]
    by_substance_status: dict[str, int]
    share_supporting: float | None
    share_using: float | None
    mean_importance_of_supporters: float | None
    provision_coverage: float
    reciprocity: float | None
    conflict_share: float | None
    density: float | None
    components: int

    def as_data(self) -> dict[str, Any]:
        """Plain data, by name."""
        return self._asdict()


def indices(map_: SocialMap) -> Indices:
    """The figures of a map."""
    people = tuple(map_.people.values())
    size = len(people)
    by_stance = _counts(get_args(Stance), (person.stance for person in people))
    by_use = _counts(get_args(SubstanceStatus), (person.substance_status for person in people))
    ties = [tie.between for tie in map_.ties if tie.quality != "cut_off"]
    importance = [person.importance for person in map_.supporters]
    return Indices(
        size=size,
        daily_size=sum(person.frequency == "daily" for person in people),
        by_stance=by_stance,
        by_substance_status=by_use,
        share_supporting=_share(by_stance["supports"], size),
        share_using=_share(by_use["light"] + by_use["heavy"], size),
        mean_importance_of_supporters=_share(sum(importance), len(importance)),
        provision_coverage=len(map_.provisions) / len(PROVISIONS),
        reciprocity=_share(sum(person.direction == "both" for person in people), size),
        conflict_share=_share(sum(person.quality == "conflict" for person in people), size),
        density=_share(len(ties), size * (size - 1) // 2),
        components=_components(map_.people, ties),
    )


def _counts(categories: Iterable[str], found: Iterable[str]) -> dict[str, int]:
    counted = Counter(found)
    return {category: counted[category] for category in categories}


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def _components(people: Iterable[str], ties: Iterable[tuple[str, str]]) -> int:
    group = {person: {person} for person in people}
    for first, second in ties:
        if group[first] is not group[second]:
            group[first] |= group[second]
            for member in group[second]:
                group[member] = group[first]
    return len({id(members) for members in group.values()})
