"""How far a client is from each outcome that the treatment is for, with the evidence: one episode, one moment."""

from pydantic import BaseModel, ConfigDict

from projections.times import local_time
from workflows.aiat.criteria import GoalAttainmentT, Row, goal_attainment_t, judge
from workflows.aiat.episode import Episode, Status
from workflows.aiat.facts import facts_of
from workflows.aiat.site import Site


class GoalAttainment(BaseModel):
    """The rows of an episode and their Goal Attainment Scaling score.

    `asked_at` is the moment asked about, `judged_at` the earlier of that and the end of treatment.
    """

    model_config = ConfigDict(frozen=True)

    episode: str
    client: str
    stage: str
    status: Status
    definition: str
    policy: str
    asked_at: str
    judged_at: str
    criteria: tuple[Row, ...]
    gas_t_score: GoalAttainmentT


def goal_attainment(episode: Episode, site: Site, now: int) -> GoalAttainment:
    """The view at `now` (UTC microseconds) of an episode that was opened by then.

    A caller who looks back folds what was known (`as_at`), cuts it with `Episode.as_of`, and passes that moment.
    """
    facts = facts_of(episode, site, now)
    rows = judge(facts)
    definition, policy = episode.definition, episode.policy
    return GoalAttainment(
        episode=episode.id,
        client=episode.client,
        stage=episode.stage,
        status=episode.status,
        definition=f"{definition.name} version {definition.version}",
        policy=f"{policy.name} version {policy.version}",
        asked_at=local_time(now, site.zone),
        judged_at=local_time(facts.judged_at, site.zone),
        criteria=rows,
        gas_t_score=goal_attainment_t(rows, facts.policy),
    )
