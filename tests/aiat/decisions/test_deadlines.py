"""Given what happened, when the sweep runs, then what has passed: once each, while it stands, never before its time."""

from typing import Any

from engine.refusals import AlreadyExists, NotAllowed, NotFound, WrongStage, WrongTime
from events.deadlines import DeadlinePassed, DischargeProposed
from events.event import Event
from events.instants import iso
from tests.aiat.firing import day, fire, standing, sweep, the
from tests.aiat.story import Story, assessment, completed, intake, relapse_plan, social_map
from workflows.aiat.timers import Timer

REFLECTION: dict[str, Any] = {
    "with_whom": "peer",
    "checked": False,
    "was_right": "not_checked",
    "strategy": "secure",
    "worked": "yes",
}


def mapping() -> Story:
    """An episode that began building its map on Monday 2 March: the first reflection is due by 9, late after 12."""
    return assessment(Story()).advance()


def planning() -> Story:
    """An episode that began planning for relapse on that Monday."""
    return social_map(Story()).advance()


def kinds(events: list[Event]) -> list[tuple[str, str, str]]:
    """Which deadlines these events are."""
    return [
        (one.kind, one.state, one.due_on.isoformat()) if isinstance(one, DeadlinePassed) else ("silence", "", "")
        for one in events
    ]


def fired(story: Story) -> list[tuple[str, str, str]]:
    """Which deadlines the log holds."""
    history = [event for _, event in story.history("episode-e1")]
    return kinds([one for one in history if isinstance(one, DeadlinePassed | DischargeProposed)])


def test_nothing_passes_before_its_day_is_over() -> None:
    story = mapping().later(7)
    assert sweep(story) == []
    fire(story, the(story, "reflection", "due")).then_refused(WrongTime, "2026-03-09 is over")


def test_a_reminder_is_recorded_when_its_day_is_over_and_lateness_three_days_later() -> None:
    story = mapping().later(8)
    cause = story.episode.entered("social_map_building")[0].position
    assert sweep(story) == [DeadlinePassed(kind="reflection", cause=cause, due_on=day("2026-03-09"), state="due")]
    assert kinds(sweep(story.later(3))) == [("reflection", "overdue", "2026-03-12")]


def test_it_happened_as_the_day_ended_and_was_recorded_by_the_system_when_it_was_noticed() -> None:
    story = mapping().later(9)
    sweep(story)
    record, _ = list(story.history("episode-e1"))[-1]
    assert iso(record.occurred_at, record.occurred_offset) == "2026-03-10T00:00:00-07:00"
    assert (record.recorded_at, record.actor) == (story.now, "homeport")


def test_what_was_missed_while_nothing_ran_is_caught_up_with_in_order() -> None:
    story = mapping().later(40)
    assert kinds(sweep(story)) == [
        ("reflection", "due", "2026-03-09"),
        ("reflection", "overdue", "2026-03-12"),
        ("silence", "", ""),
    ]


def test_what_passed_never_passes_again() -> None:
    story = mapping().later(8)
    before = standing(story)
    sweep(story)
    assert sweep(story) == sweep(story, seen=before) == []
    fire(story, the(story, "reflection", "due")).then_refused(AlreadyExists)


def test_what_was_met_before_the_sweep_does_not_pass() -> None:
    story = mapping()
    before = the(story, "reflection", "due")
    story.later(8).record("reflection", **REFLECTION)
    assert sweep(story) == []
    fire(story, before).then_refused(NotFound, "does not stand")


def test_a_clock_that_went_back_fires_nothing_and_one_that_goes_on_fires_what_is_due() -> None:
    story = mapping().later(8)
    yesterday = story.now - 2 * 86_400_000_000
    assert sweep(story, at=yesterday) == []
    assert len(sweep(story)) == 1
    assert sweep(story, at=yesterday) == sweep(story) == []


def test_nobody_but_the_system_declares_that_a_deadline_passed() -> None:
    story = mapping().later(8)
    fire(story, the(story, "reflection", "due"), actor="sup").then_refused(NotAllowed, "nobody declares them")


def test_nobody_can_join_the_staff_under_the_systems_name() -> None:
    story = Story()
    story.attempt("add_staff", actor="sup", staff="homeport", name="x", roles=["clinician"])
    story.then_refused(AlreadyExists, "choose another id")


def test_on_hold_nothing_passes_and_after_it_the_time_on_hold_is_added() -> None:
    story = mapping().later(3)
    story.tell("hold", episode="e1", kind="hospital", reason="r")
    paused = the(story, "reflection", "due")
    assert sweep(story.later(10)) == []
    fire(story, paused).then_refused(WrongStage, "on hold")
    story.tell("resume", episode="e1")
    assert sweep(story) == []
    assert sweep(story.later(5)) == []
    assert kinds(sweep(story.later(1))) == [("reflection", "due", "2026-03-20")]


def test_what_passed_before_a_hold_began_is_recorded_once_treatment_goes_on() -> None:
    story = mapping().later(8)
    story.tell("hold", episode="e1", kind="leave", reason="r")
    assert sweep(story) == []
    story.later(1).tell("resume", episode="e1")
    assert kinds(sweep(story)) == [("reflection", "due", "2026-03-09")]


def test_the_expiry_of_a_consent_passes_on_hold_too() -> None:
    story = mapping()
    story.tell(
        "give_disclosure_consent",
        client="c1",
        consent="d1",
        discloser="Harbour",
        recipient="somebody",
        scope=["summary"],
        purpose="treatment",
        expires_on="2026-04-03",
        right_to_revoke_explained=True,
        signed_on="2026-03-02",
    )
    story.tell("hold", episode="e1", kind="custody", reason="r")
    assert kinds(sweep(story.later(3))) == [("consent_expiry", "due", "2026-03-04")]
    assert kinds(sweep(story.later(40))) == [("consent_expiry", "overdue", "2026-04-03")]


def test_a_consent_taken_back_expires_no_more() -> None:
    story = mapping()
    fields = {"client": "c1", "consent": "d1"}
    story.tell(
        "give_disclosure_consent",
        **fields,
        discloser="Harbour",
        recipient="somebody",
        scope=["summary"],
        purpose="treatment",
        expires_on="2026-04-03",
        right_to_revoke_explained=True,
        signed_on="2026-03-02",
    )
    story.tell("revoke_disclosure_consent", **fields)
    assert sweep(story.later(3)) == []


def test_an_amended_time_moves_the_deadline_and_it_passes_anew_at_its_new_date() -> None:
    story = planning().later(1)
    story.record("recurrence", "u1", substance="alcohol")
    sweep(story.later(8))
    assert ("plan_review", "overdue", "2026-03-10") in fired(story)
    story.tell(
        "amend",
        episode="e1",
        entry="u1",
        reason="r",
        content={"substance": "alcohol"},
        occurred_at="2026-03-06T09:00:00-08:00",
    )
    assert the(story, "plan_review").passed is False
    assert ("plan_review", "overdue", "2026-03-13") in kinds(sweep(story.later(3)))


def test_an_amendment_that_moves_no_date_fires_nothing_again() -> None:
    story = planning().later(1)
    story.record("recurrence", "u1", substance="alcohol")
    sweep(story.later(8))
    story.tell("amend", episode="e1", entry="u1", reason="r", content={"substance": "cocaine"})
    assert the(story, "plan_review").passed is True
    assert sweep(story) == []


def test_a_void_cancels_what_the_entry_caused_before_it_passes_and_after() -> None:
    story = planning().later(1)
    story.record("recurrence", "u1", substance="alcohol")
    before = the(story, "plan_review")
    story.tell("void", episode="e1", entry="u1", reason="r")
    assert not [timer for timer in standing(story.later(8)) if timer.kind == "plan_review"]
    fire(story, before).then_refused(NotFound)


def test_what_passed_stays_in_the_history_after_a_void_and_stands_no_more() -> None:
    story = planning().later(1)
    story.record("recurrence", "u1", substance="alcohol")
    sweep(story.later(8))
    story.tell("void", episode="e1", entry="u1", reason="r")
    assert ("plan_review", "overdue", "2026-03-10") in fired(story)
    assert "plan_review" not in {timer.kind for timer in standing(story)}


def test_a_recurrence_before_there_is_a_plan_calls_for_no_review_of_it_then_or_later() -> None:
    story = assessment(Story())
    story.record("recurrence", "u1", substance="alcohol")
    assert "plan_review" not in {timer.kind for timer in standing(story)}
    story.try_record("plan-review").then_refused(WrongStage, "relapse planning")
    story = social_map(Story()).record("recurrence", "u1", substance="alcohol").later(1).advance()
    sweep(story.later(9))
    assert "plan_review" not in {kind for kind, _, _ in fired(story)}


def test_30_days_of_silence_propose_a_discharge_once_and_end_nothing() -> None:
    story = intake(Story())
    cause = story.episode.latest(type(story.episode.entries["consent-1"].event))
    assert cause is not None
    (proposed,) = sweep(story.later(31))
    assert isinstance(proposed, DischargeProposed)
    assert (proposed.due_on, proposed.days) == (day("2026-04-01"), 30)
    assert story.episode.status == "open"
    assert sweep(story.later(60)) == []


def test_a_contact_found_later_takes_the_proposal_away() -> None:
    story = intake(Story())
    sweep(story.later(31))
    story.record("substance", substance="opioid", relieves=["pain"], occurred_at="2026-03-20T09:00:00-07:00")
    assert the(story, "silence").passed is False
    assert the(story, "silence").due_on == day("2026-04-19")


def test_the_reassessment_is_overdue_7_days_after_its_stage_began() -> None:
    story = relapse_plan(Story()).later(10).advance()
    assert ("reassessment", "overdue", "2026-03-19") in kinds(sweep(story.later(20)))


def test_the_end_of_treatment_cancels_what_is_open() -> None:
    ended: list[tuple[Story, tuple[Timer, ...]]] = []
    story = mapping()
    ended.append((story, standing(story)))
    story.tell("discharge_early", episode="e1", teds_reason=2, reason="r")
    story = relapse_plan(Story())
    ended.append((story, standing(story)))
    completed_story = completed(Story())
    assert standing(completed_story) == ()
    story.tell("void_episode", actor="sup", episode="e1", reason="r")
    for one, before in ended:
        assert before
        assert standing(one.later(50)) == ()
        assert sweep(one, seen=before) == []


def test_a_readmission_counts_anew_and_leaves_the_deadlines_of_the_earlier_episode_cancelled() -> None:
    story = mapping()
    before = standing(story)
    story.tell("discharge_early", episode="e1", teds_reason=2, reason="r")
    story.later(1).tell("open_episode", client="c1", episode="e2", readmission_of="e1")
    assert sweep(story.later(60), seen=before) == []


def test_what_staff_record_of_the_time_before_a_deadline_that_passed_is_not_too_early() -> None:
    story = mapping().later(8)
    sweep(story)
    story.tell("hold", episode="e1", kind="leave", reason="r", occurred_at="2026-03-05T09:00:00-08:00")
    assert the(story, "reflection", "due").passed is True
    story.tell("resume", episode="e1", occurred_at="2026-03-07T09:00:00-08:00")
    assert the(story, "reflection", "due").passed is False
