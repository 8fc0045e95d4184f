"""The pathway: what each stage asks before it can be left, and every way through."""

from collections.abc import Callable
from typing import Any

import pytest

from engine.refusals import (
    NotAllowed,
    NotFound,
    Refused,
    RequirementsUnmet,
    WrongStage,
    WrongTime,
)
from events.episode import DischargedEarly, ExitOverridden, StageEntered
from tests.aiat import story as chapters
from tests.aiat.story import Story, answers

EXITS = {
    "intake": {
        "treatment_consent",
        "safety_screen",
        "substance_with_function",
        "attachment_history",
        "care_team_disciplines",
    },
    "assessment": {"baseline_ecr", "baseline_rfq", "baseline_sps", "formulation"},
    "social_map_building": {"map_supporters", "map_provisions", "map_outside_milieu", "contact_made"},
    "relapse_planning": {
        "risk_craving",
        "risk_environmental_cue",
        "risk_attachment_strategy",
        "crisis_contact",
        "plan_agreed",
    },
    "discharge_reassessment": {
        "reassessed_ecr",
        "reassessed_rfq",
        "reassessed_sps",
        "map_reviewed",
        "dispositions",
        "summary_signed",
        "summary_cosigned",
    },
}
BEFORE: dict[str, Callable[[Story], Story] | None] = {
    "intake": None,
    "assessment": chapters.intake,
    "social_map_building": chapters.assessment,
    "relapse_planning": chapters.social_map,
    "discharge_reassessment": chapters.relapse_plan,
}


@pytest.mark.parametrize("stage", EXITS)
def test_a_stage_that_was_just_entered_lists_everything_it_asks_for(stage: str) -> None:
    story = Story()
    if (before := BEFORE[stage]) is not None:
        before(story).advance()

    story.attempt("advance", episode="e1")

    story.then_refused(RequirementsUnmet)
    assert isinstance(story.refusal, RequirementsUnmet)
    assert {one.code for one in story.refusal.unmet} == EXITS[stage]
    assert all(one.sentence and one.remedy for one in story.refusal.unmet)


def test_an_episode_goes_from_intake_to_completed_when_every_requirement_is_met() -> None:
    story = chapters.completed(Story())

    assert [step.event.stage for step in story.episode.steps_of(StageEntered)] == [
        "assessment",
        "social_map_building",
        "relapse_planning",
        "discharge_reassessment",
        "completed",
    ]
    assert story.episode.status == "completed"


def test_a_team_of_one_discipline_does_not_bridge_the_two() -> None:
    story = chapters.intake(Story()).record("care-team", members=["clin"])

    assert story.missing == {"care_team_disciplines"}


def test_a_substance_without_its_function_does_not_count() -> None:
    story = chapters.intake(Story()).tell(
        "amend", episode="e1", entry="sub-1", reason="unclear", content={"substance": "alcohol"}
    )

    assert story.missing == {"substance_with_function"}


def test_withdrawn_consent_opens_its_requirement_again_at_every_later_exit() -> None:
    story = chapters.social_map(Story()).record("consent-revoked")

    assert story.missing == {"treatment_consent"}


def test_a_baseline_with_too_many_declined_items_is_not_valid() -> None:
    story = chapters.intake(Story()).advance()
    given = answers("ecr", 4) | {"1": None, "3": None, "5": None}
    story.record("assessment", form="ecr", occasion="baseline", answers=given)

    assert "baseline_ecr" in story.missing


def test_an_override_names_what_it_passes_and_holds_for_one_exit_only() -> None:
    story = chapters.assessment(Story()).advance()
    codes = sorted(EXITS["social_map_building"])
    story.tell("override", actor="sup", episode="e1", requirements=codes, reason="moves to another town")
    story.then(ExitOverridden(stage="social_map_building", requirements=tuple(codes), reason="moves to another town"))

    story.advance()
    (entered,) = story.events
    assert isinstance(entered, StageEntered)
    assert set(entered.overridden) == EXITS["social_map_building"]

    story.tell("go_back", episode="e1", reason="stays after all")
    assert story.missing == EXITS["social_map_building"]


def test_a_requirement_that_is_named_twice_is_overridden_once() -> None:
    twice = ["safety_screen", "care_team_disciplines", "safety_screen"]
    story = Story().tell("override", actor="sup", episode="e1", requirements=twice, reason="x")

    story.then(ExitOverridden(stage="intake", requirements=("safety_screen", "care_team_disciplines"), reason="x"))
    story.attempt("override", actor="sup", episode="e1", requirements=twice, reason="x").then_refused(
        NotFound, "safety_screen, care_team_disciplines does not"
    )


def test_only_a_supervisor_overrides() -> None:
    Story().attempt("override", episode="e1", requirements=["safety_screen"], reason="x").then_refused(
        NotAllowed, "supervisor"
    )


def test_an_override_of_what_is_not_in_the_way_is_refused() -> None:
    Story().attempt("override", actor="sup", episode="e1", requirements=["plan_agreed"], reason="x").then_refused(
        NotFound, "plan_agreed", "unmet are"
    )


@pytest.mark.parametrize("stage", ["relapse_planning", "discharge_reassessment"])
def test_treatment_can_be_extended_by_going_back_with_a_reason(stage: str) -> None:
    story = BEFORE[stage](Story()).advance()  # type: ignore[misc]  # both have chapters before them
    before = {"relapse_planning": "social_map_building", "discharge_reassessment": "relapse_planning"}[stage]

    story.tell("go_back", episode="e1", reason="more time").then(
        StageEntered(stage=before, left=stage, trigger="go_back", reason="more time")
    )


def test_there_is_no_way_back_from_assessment() -> None:
    chapters.intake(Story()).advance().attempt("go_back", episode="e1", reason="x").then_refused(
        WrongStage, "no way back"
    )


def test_on_hold_entries_are_made_but_stages_are_not_left() -> None:
    story = chapters.intake(Story()).tell("hold", episode="e1", kind="hospital", reason="surgery")

    story.record("note", text="called the ward")
    story.attempt("advance", episode="e1").then_refused(WrongStage, "resume it first")
    story.tell("resume", episode="e1").advance()
    assert story.episode.stage == "assessment"


def test_an_episode_is_not_held_twice_nor_resumed_when_open() -> None:
    story = Story()
    story.attempt("resume", episode="e1").then_refused(WrongStage)
    story.tell("hold", episode="e1", kind="leave", reason="x")
    story.attempt("hold", episode="e1", kind="leave", reason="x").then_refused(WrongStage, "on hold")


@pytest.mark.parametrize("teds", [2, 3, 4, 5, 6, 7])
def test_a_client_is_discharged_early_from_any_stage_also_from_a_hold(teds: int) -> None:
    story = Story().tell("hold", episode="e1", kind="custody", reason="x")

    story.tell("discharge_early", episode="e1", teds_reason=teds, reason="said goodbye")

    story.then(DischargedEarly(teds_reason=teds, reason="said goodbye"))  # type: ignore[arg-type]  # parametrised
    assert (story.episode.status, story.episode.stage) == ("discharged", "intake")


def test_after_the_end_nothing_moves_but_late_entries_and_corrections_are_taken() -> None:
    story = chapters.social_map(Story())
    before_the_end = story.now
    story.tell("discharge_early", episode="e1", teds_reason=2, reason="did not come back").later(3)

    story.attempt("advance", episode="e1").then_refused(WrongStage, "discharged")
    story.try_record("note", text="after").then_refused(WrongTime, "after the end")
    story.record("note", text="found on a slip of paper", occurred_at=before_the_end)
    story.tell("void", episode="e1", entry="k1", reason="somebody else's")


def test_treatment_does_not_end_before_an_entry_of_it_until_one_of_the_two_is_mended() -> None:
    story = chapters.intake(Story())
    before = story.now
    story.later(5).record("note", "n1", text="called, no answer")
    ended: dict[str, Any] = {"episode": "e1", "teds_reason": 6, "reason": "died", "occurred_at": before}

    story.attempt("discharge_early", **ended).then_refused(
        WrongTime, "before the latest entry, n1 (note), at 2026-03-07", "a later one, or amend or void that entry"
    )

    story.tell(
        "amend", episode="e1", entry="n1", reason="typed the wrong day", content={"text": "x"}, occurred_at=before
    )
    story.tell("discharge_early", **ended)


def test_a_pathway_is_not_completed_before_an_entry_of_it_either() -> None:
    story = chapters.signed(Story())
    signed = story.now
    story.later(2).record("note", "n1", text="said goodbye")

    story.attempt("advance", episode="e1", occurred_at=signed).then_refused(WrongTime, "the latest entry, n1 (note),")

    story.tell("void", episode="e1", entry="n1", reason="somebody else's")
    story.tell("advance", episode="e1", occurred_at=signed)


def test_an_early_discharge_can_still_be_summed_up_and_signed() -> None:
    story = chapters.intake(Story())
    before_the_end = story.now
    story.tell("discharge_early", episode="e1", teds_reason=4, reason="moved away")

    story.record("summary", "sum-1", text="Left early.", occurred_at=before_the_end)
    story.tell("sign_summary", episode="e1", meaning="author")


def test_a_recurrence_of_use_is_recorded_at_any_stage_and_ends_nothing() -> None:
    story = Story().record("recurrence", substance="alcohol")

    assert story.episode.status == "open"


def test_an_entry_of_a_later_stage_is_refused_with_the_stage_that_opens_it() -> None:
    Story().try_record("risk", kind="craving", description="x").then_refused(
        WrongStage, "relapse planning", "at intake"
    )


def test_steps_follow_each_other_in_time() -> None:
    story = chapters.intake(Story()).advance()

    story.attempt("hold", episode="e1", kind="leave", reason="x", occurred_at=chapters.MONDAY).then_refused(
        WrongTime, "before what happened last"
    )


def test_a_step_is_judged_by_what_had_happened_by_then() -> None:
    story = Story()
    early = story.now + 30_000_000
    chapters.intake(story)

    story.attempt("advance", episode="e1", occurred_at=early).then_refused(RequirementsUnmet)


def test_a_voided_episode_takes_nothing_more() -> None:
    story = Story().tell("void_episode", actor="sup", episode="e1", reason="wrong client")

    story.try_record("note", text="x").then_refused(WrongStage, "voided")
    story.attempt("advance", episode="e1").then_refused(WrongStage, "voided")


def test_a_reassessment_too_soon_after_the_baseline_does_not_count() -> None:
    story = chapters.relapse_plan(Story()).advance()
    story.record("assessment", form="ecr", occasion="reassessment", answers=answers("ecr", 3))

    assert "reassessed_ecr" in story.missing
    story.later(14).record("assessment", form="ecr", occasion="reassessment", answers=answers("ecr", 3))
    assert "reassessed_ecr" not in story.missing


def test_a_map_review_counts_for_fourteen_days() -> None:
    story = chapters.signed(Story())
    assert story.missing == set()

    assert "map_reviewed" in story.later(15).missing


def test_extending_a_criterion_blocks_completion() -> None:
    story = chapters.reassessment(Story())
    story.record("disposition", criterion="demonstrated_use", disposition="extend", reason="needs practice")

    story.attempt("advance", episode="e1")

    assert "Treatment is to be extended for demonstrated_use" in str(story.refusal)


def test_a_disposition_lapses_when_the_level_changes() -> None:
    story = chapters.dispositions(Story())
    assert "dispositions" not in story.missing

    lower = answers("ecr", 3) | {str(item): 7 for item in range(2, 37, 2)}
    story.record("assessment", form="ecr", occasion="interim", answers=lower)

    assert "dispositions" in story.missing


def test_a_criterion_that_is_attained_takes_no_disposition() -> None:
    story = chapters.reassessment(Story())
    story.try_record("disposition", criterion="social_map", disposition="refer", reason="x").then_refused(
        Refused, "attained"
    )


def test_changing_the_plan_asks_for_the_clients_agreement_again() -> None:
    story = chapters.relapse_plan(Story())
    assert "plan_agreed" not in story.missing

    story.record("coping", risk="r-craving", alone=["walk"], people=["p2"])
    assert story.missing == {"plan_agreed"}
    story.record("plan-agreement")
    assert story.missing == set()


def test_a_risk_whose_person_left_the_map_is_not_answered() -> None:
    story = chapters.relapse_plan(Story()).record("person-left", person="p1")

    assert "coping_with_person" in story.missing
