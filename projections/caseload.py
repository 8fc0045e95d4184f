"""The caseload: one row an episode, with what staff need to see first. Dates only, nothing that depends on today."""

from typing import Final

from pydantic import BaseModel, ConfigDict

from events.episode import DischargedEarly, EpisodeOpened, ExitOverridden, PutOnHold, StageEntered
from events.intake import CareTeamAssigned, TreatmentConsentGiven, TreatmentConsentRevoked
from projections.due import DueRow, due_rows
from projections.times import local_day
from workflows.aiat.client import Client
from workflows.aiat.criteria.secure_attachment import early_worsening
from workflows.aiat.deadlines import unreviewed_recurrence
from workflows.aiat.episode import Episode, Status
from workflows.aiat.facts import Facts, facts_of
from workflows.aiat.requirements import lapsed
from workflows.aiat.site import Site

TREATMENT_COMPLETED: Final = 1
"""TEDS-D reason for discharge where the pathway was completed."""


class CaseloadRow(BaseModel):
    """One episode. Dates are of the site's calendar.

    `teds_reason` is the TEDS-D reason once the episode ended. `recurrence_since`: the first recurrence of use
    that the plan does not take into account yet, by a review or by being made after it. `overridden` and
    `requirement_lapsed` are requirement codes: those ever passed unmet by override, and those of stages already
    left that are open again. `early_worsening`: the day of an interim ECR that is reliably worse than the
    baseline, the latest there is.
    """

    model_config = ConfigDict(frozen=True)

    episode: str
    client: str
    status: Status
    stage: str
    stage_entered_on: str
    opened_on: str
    ended_on: str | None
    teds_reason: int | None
    readmission_of: str | None
    care_team: tuple[str, ...]
    on_hold_since: str | None
    recurrence_since: str | None
    consent_revoked: bool
    overridden: tuple[str, ...]
    requirement_lapsed: tuple[str, ...]
    early_worsening: str | None
    due: tuple[DueRow, ...]


def caseload_row(episode: Episode, site: Site, client: Client | None = None) -> CaseloadRow | None:
    """The row of an episode; None where it never was opened, or was opened in error."""
    if not episode.exists or episode.status == "voided":
        return None
    facts = facts_of(episode, site, _last_moment(episode))
    zone = site.zone
    opened: EpisodeOpened = episode.opened.event
    end = episode.end
    team = episode.latest(CareTeamAssigned)
    worse = early_worsening(facts)
    return CaseloadRow(
        episode=episode.id,
        client=episode.client,
        status=episode.status,
        stage=episode.stage,
        stage_entered_on=local_day(episode.entered(episode.stage)[-1].at.us, zone),
        opened_on=local_day(episode.opened.at.us, zone),
        ended_on=local_day(end.at.us, zone) if end else None,
        teds_reason=_teds_reason(episode),
        readmission_of=opened.readmission_of,
        care_team=team.event.members if team else (),
        on_hold_since=_on_hold_since(facts),
        recurrence_since=_recurrence_since(facts),
        consent_revoked=_consent_revoked(episode),
        overridden=_overridden(episode),
        requirement_lapsed=tuple(unmet.code for unmet in lapsed(facts)) if episode.status != "discharged" else (),
        early_worsening=local_day(worse.at.us, zone) if worse else None,
        due=due_rows(facts, client),
    )


def _last_moment(episode: Episode) -> int:
    """A moment at which all that is recorded has happened, so that the row depends on no clock."""
    moments = [step.at.us for step in episode.steps]
    return max(moments + [entry.at.us for entry in episode.entries.values()])


def _teds_reason(episode: Episode) -> int | None:
    end = episode.end
    if end is None:
        return None
    return end.event.teds_reason if isinstance(end.event, DischargedEarly) else TREATMENT_COMPLETED


def _on_hold_since(facts: Facts) -> str | None:
    if facts.episode.status != "on_hold":
        return None
    return local_day(facts.episode.steps_of(PutOnHold)[-1].at.us, facts.site.zone)


def _recurrence_since(facts: Facts) -> str | None:
    recurrence = unreviewed_recurrence(facts.episode)
    return local_day(recurrence.at.us, facts.site.zone) if recurrence else None


def _consent_revoked(episode: Episode) -> bool:
    revoked, given = episode.latest(TreatmentConsentRevoked), episode.latest(TreatmentConsentGiven)
    if revoked is None:
        return False
    return given is None or (given.at.us, given.first) < (revoked.at.us, revoked.first)


def _overridden(episode: Episode) -> tuple[str, ...]:
    codes: dict[str, None] = {}
    for step in episode.steps_of(StageEntered, ExitOverridden):
        event = step.event
        codes.update(dict.fromkeys(event.overridden if isinstance(event, StageEntered) else event.requirements))
    return tuple(codes)
