"""What falls due and when: to the end of a local day, put off by holds, never by the clock."""

from datetime import date

import pytest

from events.assessment import Occasion
from events.client import DisclosureConsentGiven
from events.intake import NoteWritten
from events.practice import ReflectionMade, SubstanceUseRecorded
from events.relapse_plan import PlanReviewed
from events.social_map import SocialMapReviewed
from tests.aiat.entries import contact, ecr, person, rfq, sps
from tests.aiat.given import Happened, day, discharged, entered, facts, held, opened, under_way, void
from workflows.aiat.client import Client, Consent
from workflows.aiat.deadlines import Due, Kind, due


def found(kind: Kind, *history: Happened, client: Client | None = None, zone: str = "UTC") -> list[Due]:
    return [one for one in due(facts(history, day(0), zone=zone), client) if one.kind == kind]


def last_moment(number: int) -> int:
    """The last microsecond of a day of the history, in UTC."""
    return day(number + 1, 0) - 1


def only(kind: Kind, *history: Happened) -> Due:
    (one,) = found(kind, *history)
    return one


def reflection(entry: str, at: int) -> Happened:
    made = ReflectionMade(entry=entry, with_whom="peer", checked=True, was_right="yes", strategy="secure", worked="yes")
    return Happened(made, at)


def recurrence(entry: str, at: int) -> Happened:
    return Happened(SubstanceUseRecorded(entry=entry, substance="alcohol"), at)


def review(entry: str, at: int) -> Happened:
    return Happened(PlanReviewed(entry=entry), at)


def baselines(at: int) -> list[Happened]:
    return _all_three("b", at, "baseline")


def reassessments(at: int) -> list[Happened]:
    return _all_three("r", at, "reassessment")


def _all_three(name: str, at: int, occasion: Occasion) -> list[Happened]:
    return [
        ecr(f"{name}1", 4, 4, at, occasion),
        rfq(f"{name}2", 4, at, occasion),
        sps(f"{name}3", 60, at, occasion),
    ]


def discharging(entered_on: int, baseline_on: int = 1) -> list[Happened]:
    """An episode with baselines on one day and discharge reassessment entered on another."""
    return [
        *under_way("assessment"),
        *baselines(day(baseline_on)),
        entered("social_map_building", day(baseline_on, 10)),
        entered("discharge_reassessment", day(entered_on), "relapse_planning"),
    ]


def test_reassessment_is_due_7_days_after_its_stage_was_entered() -> None:
    history = discharging(30)
    one = only("reassessment", *history)
    assert (one.due_at, one.overdue_at, one.basis) == (last_moment(37), last_moment(37), len(history))
    assert one.sentence == "Reassessment is to be done: ECR, RFQ, SPS."


def test_reassessment_is_not_due_before_14_days_after_the_baseline() -> None:
    assert only("reassessment", *discharging(3)).due_at == last_moment(15)


def test_reassessment_names_what_is_still_to_be_done() -> None:
    history = [*discharging(30), *reassessments(day(31))[:2]]
    assert only("reassessment", *history).sentence == "Reassessment is to be done: SPS."
    assert not found("reassessment", *discharging(30), *reassessments(day(31)))


def test_a_reassessment_made_too_early_is_still_to_be_done() -> None:
    history = [*discharging(3), *reassessments(day(14))]
    assert only("reassessment", *history).due_at == last_moment(15)
    assert not found("reassessment", *discharging(3), *reassessments(day(15)))


def test_before_that_stage_and_without_a_baseline_no_reassessment_is_due() -> None:
    assert not found("reassessment", *under_way("relapse_planning"))
    assert not found("reassessment", *under_way("discharge_reassessment"))


def test_the_first_reflection_is_due_7_days_after_map_building_began_and_overdue_at_10() -> None:
    one = only("reflection", *under_way())
    assert (one.due_at, one.overdue_at, one.basis) == (last_moment(7), last_moment(10), 3)


def test_the_next_reflection_is_due_7_days_after_the_last() -> None:
    one = only("reflection", *under_way(), reflection("r2", day(9)), reflection("r1", day(5)))
    assert (one.due_at, one.overdue_at, one.basis) == (last_moment(16), last_moment(19), 4)


def test_before_map_building_no_reflection_is_due() -> None:
    assert not found("reflection", *under_way("assessment"))


@pytest.mark.parametrize("stage", ["relapse_planning", "discharge_reassessment"])
def test_a_recurrence_makes_the_plan_due_for_review_within_7_days(stage: str) -> None:
    history = [*under_way(stage), recurrence("u1", day(3))]
    one = only("plan_review", *history)
    assert (one.due_at, one.basis) == (last_moment(10), len(history))


@pytest.mark.parametrize("stage", ["intake", "social_map_building"])
def test_before_there_is_a_plan_a_recurrence_makes_no_review_of_it_due(stage: str) -> None:
    history = [*(under_way(stage) if stage != "intake" else [opened()]), recurrence("u1", day(3))]
    assert not found("plan_review", *history)


def test_the_plan_takes_what_happened_before_its_stage_into_account_unreviewed() -> None:
    history = [*under_way(), recurrence("u1", day(3)), entered("relapse_planning", day(4))]
    assert not found("plan_review", *history)
    assert only("plan_review", *history, recurrence("u2", day(6))).due_at == last_moment(13)


def test_treatment_that_went_back_to_the_map_keeps_its_plan_and_reviews_it() -> None:
    history = [*under_way("relapse_planning"), entered("social_map_building", day(2), "relapse_planning")]
    history += [recurrence("u1", day(3)), entered("relapse_planning", day(4))]
    assert only("plan_review", *history).due_at == last_moment(10)


def test_the_first_recurrence_since_the_last_review_sets_the_date() -> None:
    history = [*under_way("relapse_planning"), recurrence("u1", day(3)), recurrence("u2", day(6))]
    assert only("plan_review", *history).due_at == last_moment(10)
    reviewed = [*history, review("v1", day(5))]
    assert only("plan_review", *reviewed).due_at == last_moment(13)
    assert not found("plan_review", *history, review("v1", day(7)))


def test_a_voided_recurrence_makes_nothing_due() -> None:
    assert not found("plan_review", *under_way("relapse_planning"), recurrence("u1", day(3)), void("u1", day(4)))


def consent(expires_on: date | None, revoked_at: int | None = None) -> Client:
    given = DisclosureConsentGiven(
        client="c1",
        consent="d1",
        kind="general",
        scope=("summary",),
        purpose="treatment",
        expires_on=expires_on,
        right_to_revoke_explained=True,
        signed_on=date(2026, 1, 5),
        rule="2024",
    )
    return Client("c1", ("e1",), {"d1": Consent(given, position=77, revoked_at=revoked_at)})


def test_the_expiry_of_a_consent_is_announced_30_days_ahead() -> None:
    (one,) = found("consent_expiry", *under_way(), client=consent(date(2026, 2, 14)))
    assert (one.due_at, one.overdue_at, one.basis) == (last_moment(10), last_moment(40), 77)
    assert "2026-02-14" in one.sentence


@pytest.mark.parametrize(
    "client",
    [consent(None), consent(date.max), consent(date(2026, 2, 14), revoked_at=day(1)), None],
    ids=["no date", "a date that means never", "revoked", "no client given"],
)
def test_a_consent_that_does_not_expire_makes_nothing_due(client: Client | None) -> None:
    assert not found("consent_expiry", *under_way(), client=client)


def test_30_days_without_contact_propose_a_discharge() -> None:
    history = [*under_way(), contact("c1", "p1", day(4))]
    one = only("silence", *history)
    assert (one.due_at, one.basis) == (last_moment(34), len(history))
    assert "proposed" in one.sentence


@pytest.mark.parametrize(
    ("entry", "heard"),
    [
        pytest.param(contact("x1", "p1", day(9)), True, id="a contact"),
        pytest.param(contact("x1", "p1", day(9), "not_reached"), True, id="the client tried to reach somebody"),
        pytest.param(
            contact("x1", "p1", day(9), "not_reached", begun_by="other"), False, id="the client was not reached"
        ),
        pytest.param(ecr("x1", 4, 4, day(9)), True, id="an assessment"),
        pytest.param(Happened(SocialMapReviewed(entry="x1"), day(9)), True, id="a review with the client"),
        pytest.param(Happened(NoteWritten(entry="x1", text="called, no answer"), day(9)), False, id="a note of staff"),
    ],
)
def test_only_what_the_client_took_part_in_ends_a_silence(entry: Happened, heard: bool) -> None:
    assert only("silence", *under_way(), person("p1", day(1)), entry).due_at == last_moment(39 if heard else 31)


def test_a_hold_puts_off_what_is_due_after_it_began() -> None:
    assert only("reflection", *under_way(), *held(day(3), day(8))).due_at == last_moment(12)
    assert only("reflection", *under_way(), *held(day(8), day(12))).due_at == last_moment(7)
    assert only("reflection", *under_way(), *held(day(8), day(12))).overdue_at == last_moment(14)


def test_during_a_hold_what_is_due_is_paused() -> None:
    one = only("reflection", *under_way(), *held(day(3)))
    assert (one.paused, one.paused_since, one.due_at) == (True, day(3), last_moment(7))
    assert not only("reflection", *under_way(), *held(day(3), day(4))).paused


def test_the_14_days_after_the_baseline_never_pause() -> None:
    assert only("reassessment", *discharging(3), *held(day(4), day(9))).due_at == last_moment(15)
    assert only("reassessment", *discharging(3), *held(day(4), day(14))).due_at == last_moment(20)


def test_the_expiry_of_a_consent_never_pauses() -> None:
    (one,) = found("consent_expiry", *under_way(), *held(day(3)), client=consent(date(2026, 2, 14)))
    assert (one.paused, one.overdue_at) == (False, last_moment(40))


def test_nothing_is_due_once_the_episode_has_ended() -> None:
    history = [*under_way("relapse_planning"), recurrence("u1", day(3)), discharged(day(5))]
    assert not due(facts(history, day(6)), consent(date(2026, 2, 14)))


def test_days_are_those_of_the_sites_calendar() -> None:
    begun = [*under_way("assessment"), entered("social_map_building", day(1, 23))]
    (one,) = found("reflection", *begun, zone="Europe/Helsinki")
    assert one.due_at == day(9, 22) - 1


def test_what_is_due_first_comes_first() -> None:
    history = [*under_way("relapse_planning"), recurrence("u1", day(1))]
    dates = [one.due_at for one in due(facts(history, day(2)), consent(date(2026, 2, 14)))]
    assert dates == sorted(dates)
    assert len(dates) == 4


def test_what_is_put_off_by_hours_is_due_until_the_end_of_that_day() -> None:
    assert only("reflection", *under_way(), *held(day(3), day(3, 15))).due_at == last_moment(8)
