"""Entries: what is refused, and that nothing is lost by it."""

from typing import Any

import pytest

from engine.refusals import AlreadyExists, Invalid, NotAllowed, NotFound, Refused, WrongStage, WrongTime
from events.assessment import AssessmentTaken, AttachmentFormulated
from events.practice import GroupAttended
from tests.aiat import story as chapters
from tests.aiat.story import Story, answers
from workflows.aiat.facts import facts_of
from workflows.aiat.requirements import missing


def test_every_answer_out_of_range_missing_or_of_another_form_is_named() -> None:
    given = answers("rfq-8", 4) | {"1": 9, "99": 3}
    del given["2"]
    story = chapters.intake(Story()).advance()

    story.try_record("assessment", form="rfq-8", occasion="baseline", answers=given)

    story.then_refused(Invalid)
    assert isinstance(story.refusal, Invalid)
    assert len(story.refusal.problems) == 3
    assert [item in str(story.refusal) for item in ("1", "2", "99")] == [True] * 3


def test_scores_are_worked_out_from_raw_answers_that_are_kept_as_given() -> None:
    story = chapters.intake(Story()).advance()
    story.record("assessment", form="rfq-8", occasion="baseline", answers=answers("rfq-8", 7))

    (taken,) = story.events
    assert isinstance(taken, AssessmentTaken)
    assert taken.answers == answers("rfq-8", 7)
    assert taken.scores == {"rfq_r_7": 7.0, "uncertainty": 2.5, "certainty": 0.0}


def test_a_reassessment_on_another_form_than_the_baseline_is_refused() -> None:
    story = chapters.relapse_plan(Story()).advance()

    story.try_record("assessment", form="ecr-s", occasion="reassessment", answers=answers("ecr-s", 3)).then_refused(
        Invalid, "ECR version 1", "reassess with the same"
    )


def test_a_reassessment_on_another_range_is_refused() -> None:
    story = chapters.relapse_plan(Story()).advance()

    story.try_record(
        "assessment", form="ecr", occasion="reassessment", response_range=[1, 5], answers=answers("ecr", 3)
    ).then_refused(Invalid, "1 to 7")


def test_a_baseline_is_not_entered_once_assessment_was_left_however_early_it_was_answered() -> None:
    story = chapters.assessment(Story())
    before = story.now
    story.advance()

    for at in (None, before):
        story.try_record(
            "assessment", form="ecr", occasion="baseline", answers=answers("ecr", 3), occurred_at=at
        ).then_refused(WrongStage, "interim", "amend that", "base-ecr")


def test_where_no_baseline_is_on_file_none_is_to_be_amended() -> None:
    story = without_baselines()

    story.try_record("assessment", form="ecr", occasion="baseline", answers=answers("ecr", 3)).then_refused(
        WrongStage, "record this as interim (it is kept so"
    )
    assert "amend" not in str(story.refusal)


def test_what_was_entered_after_assessment_was_left_does_not_become_a_baseline_by_amendment() -> None:
    story = without_baselines().record("assessment", "late", form="ecr", occasion="interim", answers=answers("ecr", 3))

    baseline = {"form": "ecr", "occasion": "baseline", "answers": answers("ecr", 3)}
    story.attempt("amend", episode="e1", entry="late", reason="was one", content=baseline).then_refused(WrongStage)


def test_what_was_entered_before_it_was_left_becomes_one() -> None:
    story = chapters.intake(Story()).advance()
    story.record("assessment", "early", form="ecr", occasion="interim", answers=answers("ecr", 3))
    let_through(story)

    baseline = {"form": "ecr", "occasion": "baseline", "answers": answers("ecr", 3)}
    story.tell("amend", episode="e1", entry="early", reason="it was the first", content=baseline)

    assert story.episode.entries["early"].event.occasion == "baseline"


def without_baselines() -> Story:
    """An episode that left assessment by an override."""
    return let_through(chapters.intake(Story()).advance())


def let_through(story: Story) -> Story:
    codes = ["baseline_ecr", "baseline_rfq", "baseline_sps", "formulation"]
    story.tell("override", actor="sup", episode="e1", requirements=codes, reason="no translation yet")
    return story.advance()


def test_a_form_that_the_policy_does_not_use_is_refused() -> None:
    story = chapters.intake(Story()).advance()

    story.try_record("assessment", form="phq-9", occasion="baseline", answers={}).then_refused(Invalid, "ecr", "sps-24")


def test_a_form_about_one_relationship_asks_about_whom() -> None:
    story = chapters.intake(Story()).advance()

    story.try_record("assessment", form="ecr-rs", occasion="baseline", answers=answers("ecr-rs", 3)).then_refused(
        Invalid, "target is missing"
    )


@pytest.mark.parametrize(
    ("what", "content"),
    [
        (
            "contact",
            {"person": "nobody", "how": "phone", "begun_by": "client", "purpose": "check_in", "outcome": "neutral"},
        ),
        (
            "contact",
            {
                "person": "p1",
                "how": "phone",
                "begun_by": "client",
                "purpose": "craving",
                "outcome": "neutral",
                "risk": "nothing",
            },
        ),
        ("tie", {"between": ["p1", "nobody"]}),
        ("person-change", {"person": "consent-1", "importance": 2}),
        ("recurrence", {"substance": "alcohol", "risk": "nothing"}),
    ],
)
def test_an_unknown_person_or_risk_is_refused(what: str, content: dict[str, Any]) -> None:
    chapters.social_map(Story()).try_record(what, **content).then_refused(NotFound, "there is no")


def test_a_contact_with_somebody_who_had_left_the_map_is_refused() -> None:
    story = chapters.social_map(Story()).record("person-left", person="p1")

    story.try_record(
        "contact", person="p1", how="phone", begun_by="client", purpose="check_in", outcome="neutral"
    ).then_refused(NotFound, "not on the map")


def test_an_unknown_episode_or_client_is_refused() -> None:
    story = Story()
    story.try_record("note", text="x", episode="e9").then_refused(NotFound, "no episode e9")
    story.attempt("open_episode", client="c9").then_refused(NotFound, "no client c9")


@pytest.mark.parametrize(
    ("when", "words"),
    [("2030-01-01T00:00:00Z", "future"), ("2026-03-01T00:00:00Z", "before the intake")],
)
def test_a_time_in_the_future_or_before_intake_is_refused(when: str, words: str) -> None:
    Story().try_record("note", text="x", occurred_at=when).then_refused(WrongTime, words)


def test_consent_is_not_signed_after_the_day_on_which_it_is_recorded_as_given() -> None:
    story = Story().try_record("consent", signed_on="2026-03-03")

    story.then_refused(WrongTime, "signed_on lies after 2026-03-02")
    assert story.refusal.field == "content.signed_on"
    assert "treatment_consent" in story.missing


@pytest.mark.parametrize("signed_on", ["0001-01-01", "1826-03-02", "2016-03-01"])
def test_consent_was_not_signed_more_than_ten_years_before_intake(signed_on: str) -> None:
    story = Story().try_record("consent", signed_on=signed_on)

    story.then_refused(
        WrongTime, "signed_on lies more than 10 years before 2026-03-02, the day of intake; correct the year"
    )
    assert story.refusal.field == "content.signed_on"


@pytest.mark.parametrize("signed_on", ["2016-03-02", "2016-12-31", "2026-03-02"])
def test_consent_may_have_been_signed_on_that_day_or_long_before_intake(signed_on: str) -> None:
    story = Story().record("consent", signed_on=signed_on)

    assert "treatment_consent" not in story.missing


def test_the_day_of_signing_is_counted_in_the_time_zone_of_the_site() -> None:
    late_on_monday = "2026-03-03T07:30:00Z"
    story = Story().later(1)

    story.try_record("consent", signed_on="2026-03-03", occurred_at=late_on_monday).then_refused(WrongTime)
    story.record("consent", signed_on="2026-03-02", occurred_at=late_on_monday)


def test_a_date_of_review_is_planned_and_lies_in_the_future() -> None:
    chapters.social_map(Story()).advance().record("plan", review_on="2031-01-01")


def test_a_time_without_an_offset_cannot_be_read() -> None:
    with pytest.raises(Invalid, match="has no offset"):
        Story().try_record("note", text="x", occurred_at="2026-03-02T10:00:00")


def test_recorded_at_is_the_logs_to_set_outside_a_synthetic_site() -> None:
    Story().attempt(
        "record", what="note", episode="e1", content={"text": "x"}, recorded_at="2026-03-02T09:30:00-08:00"
    ).then_refused(WrongTime, "synthetic")


def test_an_entry_id_is_used_once() -> None:
    story = Story().record("note", "n1", text="x")

    story.try_record("note", "n1", text="y").then_refused(AlreadyExists, "amend it")


@pytest.mark.parametrize("actor", ["audit", "nobody"])
def test_who_only_reads_or_is_not_on_the_staff_records_nothing(actor: str) -> None:
    Story().try_record("note", text="x", actor=actor).then_refused(NotAllowed, actor)


def test_staff_who_left_record_nothing() -> None:
    story = Story().tell("retire_staff", actor="sup", staff="clin")

    story.try_record("note", text="x").then_refused(NotAllowed, "left the staff")


def test_a_formulation_other_than_the_ecr_suggests_takes_a_clinician_and_a_reason() -> None:
    story = chapters.assessment(Story())
    other = {"style": "secure", "strategy": "none"}

    story.try_record("formulation", **other, actor="couns").then_refused(NotAllowed, "clinician")
    story.try_record("formulation", **other).then_refused(Invalid, "give a reason")
    story.record("formulation", **other, reason="seen over four weeks")
    (formulated,) = story.events
    assert isinstance(formulated, AttachmentFormulated)
    assert formulated.derived is not None
    assert (formulated.derived.style, formulated.derived.assessment) == ("fearful", "base-ecr")


def test_a_group_session_stands_in_every_episode_each_with_its_own_remark() -> None:
    story = chapters.social_map(_with_a_second_episode(Story()))
    story.tell(
        "record_group",
        session="g1",
        topic="cues",
        attended=[{"episode": "e1", "remark": "spoke"}, {"episode": "e2"}],
    )

    assert [(type(event), event.remark) for event in story.events if isinstance(event, GroupAttended)] == [
        (GroupAttended, "spoke"),
        (GroupAttended, None),
    ]


def test_one_refused_episode_refuses_the_whole_group_session_and_is_named() -> None:
    story = chapters.social_map(Story())
    before = len(story.episode.entries)

    story.attempt("record_group", topic="cues", attended=[{"episode": "e1"}, {"episode": "e7"}, {"episode": "e8"}])

    story.then_refused(Refused, "nothing was recorded", "e7", "e8")
    assert len(story.episode.entries) == before


def _with_a_second_episode(story: Story) -> Story:
    story.tell("register_client", client="c2", name="Synthetic Two")
    story.tell("open_episode", client="c2", episode="e2")
    for _ in ("assessment", "social_map_building"):
        facts = facts_of(story.state("episode-e2"), story.state("site"), story.now)
        unmet = [one.code for one in missing(facts)]
        story.tell("override", actor="sup", episode="e2", requirements=unmet, reason="test")
        story.tell("advance", episode="e2")
    return story
