"""The caseload: one row an episode, with what staff need to see first."""

from datetime import date
from typing import Any

import pytest

from events.episode import EpisodeVoided, ExitOverridden
from events.intake import CareTeamAssigned, TreatmentConsentGiven, TreatmentConsentRevoked
from events.practice import SubstanceUseRecorded
from events.relapse_plan import PlanReviewed
from projections.caseload import CaseloadRow, caseload_row
from tests.aiat.entries import a_map_that_suffices, contact, ecr, left
from tests.aiat.given import Happened, day, discharged, entered, episode, held, opened, site, under_way
from workflows.aiat.episode import Episode

BEGUN = under_way()


def row(*history: Happened) -> CaseloadRow:
    found = caseload_row(episode(history), site())
    assert found is not None
    return found


def entry(model: Any, name: str, at: int, **content: Any) -> Happened:
    return Happened(model(entry=name, **content), at)


def consent(at: int) -> Happened:
    return entry(TreatmentConsentGiven, f"given-{at}", at, signed_on=date(2026, 1, 5))


def revoked(at: int) -> Happened:
    return entry(TreatmentConsentRevoked, f"revoked-{at}", at)


def test_a_row_says_where_the_episode_stands_and_who_treats() -> None:
    team = entry(CareTeamAssigned, "t1", day(1), members=("cleo", "sam"))
    found = row(*BEGUN, team, entered("relapse_planning", day(9)))
    assert (found.episode, found.client, found.status) == ("e1", "c1", "open")
    assert (found.stage, found.stage_entered_on, found.opened_on) == ("relapse_planning", "2026-01-14", "2026-01-05")
    assert found.care_team == ("cleo", "sam")
    assert (found.ended_on, found.teds_reason, found.on_hold_since) == (None, None, None)


@pytest.mark.parametrize(
    ("ending", "status", "teds"),
    [
        (discharged(day(9), 4), "discharged", 4),
        (entered("completed", day(9)), "completed", 1),
    ],
)
def test_an_ended_episode_has_its_teds_reason_and_nothing_due(ending: Happened, status: str, teds: int) -> None:
    found = row(*under_way("discharge_reassessment"), ending)
    assert (found.status, found.teds_reason, found.ended_on) == (status, teds, "2026-01-14")
    assert found.due == ()


@pytest.mark.parametrize("history", [[], [opened(), Happened(EpisodeVoided(reason="opened twice"), day(1))]])
def test_what_was_never_opened_or_opened_in_error_has_no_row(history: list[Happened]) -> None:
    assert caseload_row(episode(history) if history else Episode(), site()) is None


def test_a_hold_is_flagged_while_it_lasts() -> None:
    assert row(*BEGUN, *held(day(3))).on_hold_since == "2026-01-08"
    assert row(*BEGUN, *held(day(3), day(4))).on_hold_since is None


def test_a_recurrence_is_flagged_until_the_plan_is_reviewed() -> None:
    use = entry(SubstanceUseRecorded, "u1", day(3), substance="alcohol")
    planned = [*BEGUN, entered("relapse_planning", day(2))]
    assert row(*planned, use).recurrence_since == "2026-01-08"
    assert row(*planned, use, entry(PlanReviewed, "v1", day(4))).recurrence_since is None


def test_a_recurrence_before_there_is_a_plan_is_flagged_until_the_plan_is_made() -> None:
    use = entry(SubstanceUseRecorded, "u1", day(3), substance="alcohol")
    assert row(*BEGUN, use).recurrence_since == "2026-01-08"
    assert row(*BEGUN, use, entered("relapse_planning", day(4))).recurrence_since is None


def test_withdrawn_consent_is_flagged_until_it_is_given_again() -> None:
    assert not row(*BEGUN, consent(day(1))).consent_revoked
    assert row(*BEGUN, consent(day(1)), revoked(day(2))).consent_revoked
    assert not row(*BEGUN, consent(day(1)), revoked(day(2)), consent(day(3))).consent_revoked


def test_an_override_stays_visible_after_the_stage_was_left() -> None:
    passed = Happened(ExitOverridden(stage="social_map_building", requirements=("contact_made",), reason="x"), day(2))
    assert row(*BEGUN, passed, entered("relapse_planning", day(3))).overridden == ("contact_made",)


def test_a_requirement_of_a_stage_already_left_that_is_open_again_is_named() -> None:
    met = [*BEGUN, *a_map_that_suffices(day(1)), contact("c1", "p1", day(1)), entered("relapse_planning", day(2))]
    assert not {"map_supporters", "map_outside_milieu"} & set(row(*met).requirement_lapsed)
    lapsed = row(*met, left("l1", "p1", day(3))).requirement_lapsed
    assert {"map_supporters", "map_outside_milieu"} <= set(lapsed)


def test_an_early_worsening_is_a_date() -> None:
    before = ecr("a1", 4, 4, day(0, 2), "baseline")
    history = [*BEGUN[:2], before, *BEGUN[2:], ecr("a2", 6, 4, day(20))]
    assert row(*history).early_worsening == "2026-01-25"


def test_what_is_due_is_in_the_row_by_date() -> None:
    assert [(one.kind, one.due_on, one.overdue_on) for one in row(*BEGUN).due] == [
        ("reflection", "2026-01-12", "2026-01-15"),
        ("silence", "2026-02-04", "2026-02-04"),
    ]


def test_a_row_is_plain_data() -> None:
    found = row(*BEGUN)
    assert CaseloadRow.model_validate_json(found.model_dump_json()) == found


def test_a_completed_episode_still_names_what_a_correction_opened_again() -> None:
    assert "summary_signed" in row(*under_way("completed")).requirement_lapsed


def test_an_episode_discharged_early_names_no_requirement_to_act_upon() -> None:
    assert row(*under_way("relapse_planning")).requirement_lapsed
    assert row(*under_way("relapse_planning"), discharged(day(9))).requirement_lapsed == ()
