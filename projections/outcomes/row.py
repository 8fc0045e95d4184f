"""What a cohort needs of one episode: one row, by dates alone, that stays right while time passes."""

from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from events.assessment import Style
from events.episode import DischargedEarly, EpisodeOpened, StageEntered
from events.instants import local_date
from projections.caseload import TREATMENT_COMPLETED
from projections.times import local_day
from workflows.aiat.criteria import Criterion, judge
from workflows.aiat.deciding.completing import suggested_style
from workflows.aiat.episode import COMPLETED, Episode
from workflows.aiat.facts import facts_of
from workflows.aiat.site import Site
from workflows.instruments.style import Rule


class Visit(BaseModel):
    """One stay at a stage, holds included. `left_on` and `days` are None while it lasts."""

    model_config = ConfigDict(frozen=True)

    stage: str
    entered_on: str
    left_on: str | None
    days: int | None


class Standing(BaseModel):
    """How a criterion stood when treatment ended. `level` is None unless `status` is `judged`."""

    model_config = ConfigDict(frozen=True)

    criterion: Criterion
    status: str
    level: int | None


class OutcomeRow(BaseModel):
    """One episode. Dates are of the site's calendar.

    `teds_reason` is 1 for a completed pathway, 2 to 7 for an early discharge, None while treatment lasts.
    `style` is the word that the ECR baseline suggests, by `style_rule`; None where there is no scorable one.
    `criteria` is empty while treatment lasts: some criteria change by the mere passing of time.
    """

    model_config = ConfigDict(frozen=True)

    episode: str
    admitted_on: str
    ended_on: str | None
    teds_reason: int | None
    style: Style | None
    style_rule: Rule | None
    stages: tuple[Visit, ...]
    criteria: tuple[Standing, ...]


def outcome_row(episode: Episode, site: Site) -> OutcomeRow | None:
    """The row of an episode; None where it never was opened, or was opened in error."""
    if not episode.exists or episode.status == "voided":
        return None
    end = episode.end
    facts = facts_of(episode, site, (end or episode.opened).at.us)
    suggested = suggested_style(facts)
    return OutcomeRow(
        episode=episode.id,
        admitted_on=local_day(episode.opened.at.us, site.zone),
        ended_on=local_day(end.at.us, site.zone) if end else None,
        teds_reason=_teds_reason(episode),
        style=suggested.style if suggested else None,
        style_rule=suggested.rule if suggested else None,
        stages=tuple(_visits(episode, site)),
        criteria=tuple(
            Standing(criterion=row.criterion, status=row.status, level=row.level)
            for row in (judge(facts) if end else ())
        ),
    )


def _teds_reason(episode: Episode) -> int | None:
    if (end := episode.end) is None:
        return None
    return end.event.teds_reason if isinstance(end.event, DischargedEarly) else TREATMENT_COMPLETED


def _visits(episode: Episode, site: Site) -> Iterator[Visit]:
    marks = episode.steps_of(EpisodeOpened, StageEntered, DischargedEarly)
    for mark, following in zip(marks, [*marks[1:], None], strict=True):
        if isinstance(mark.event, DischargedEarly) or mark.event.stage == COMPLETED:
            return
        entered = local_date(mark.at.us, site.zone)
        left = local_date(following.at.us, site.zone) if following else None
        yield Visit(
            stage=mark.event.stage,
            entered_on=entered.isoformat(),
            left_on=left.isoformat() if left else None,
            days=(left - entered).days if left else None,
        )
