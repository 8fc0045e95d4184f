"""What a requirement or a criterion looks at: one episode, by its policy, at one moment."""

from functools import cached_property
from typing import NamedTuple

from workflows.aiat.episode import Episode, InForce
from workflows.aiat.policy import Measure, Policy
from workflows.aiat.site import Site
from workflows.aiat.social_map import MapHistory


class _Case(NamedTuple):
    episode: Episode
    policy: Policy
    site: Site
    now: int


class Facts(_Case):
    """The facts of a case. `now` is the moment asked about, in UTC microseconds.

    `episode` holds only what counts at that moment; a caller who looks back has cut it with `as_of`.
    """

    @cached_property
    def maps(self) -> MapHistory:
        """The social map through time, drawn once for all that ask about it."""
        return MapHistory(self.episode)

    @cached_property
    def baselines(self) -> dict[Measure, InForce | None]:
        """The baselines that were asked for, found once for all that judge by them; see `measures.baseline`."""
        return {}

    @cached_property
    def judged_at(self) -> int:
        """The moment asked about, or the end of the episode if that came first."""
        end = self.episode.end
        return min(self.now, end.at.us) if end else self.now


def facts_of(episode: Episode, site: Site, now: int) -> Facts:
    """The facts of an episode by the policy it pins."""
    pin = episode.policy
    return Facts(episode, site.policies[pin.name, pin.version], site, now)


def facts_then(episode: Episode, site: Site, us: int) -> Facts:
    """The facts as they were at a moment: what a step stated to have happened then is judged by."""
    return facts_of(episode.as_of(us), site, us)
