"""Corrections and signatures: nothing is edited, and everything that rests on it knows."""

from typing import Any

import pytest

from engine.refusals import Invalid, NotAllowed, NotFound, Refused, StillReferred, WrongTime
from events.corrections import EntryAmended, EntryVoided
from events.instants import DAY, MINUTE
from tests.aiat import story as chapters
from tests.aiat.story import Story, answers
from workflows.aiat.facts import facts_of
from workflows.aiat.requirements import lapsed


def test_an_amendment_replaces_the_whole_content_and_keeps_the_time() -> None:
    story = Story().record("note", "n1", text="before")
    when = story.episode.entries["n1"].at

    story.later(1).tell("amend", episode="e1", entry="n1", reason="typo", content={"text": "after"})

    entry = story.episode.entries["n1"]
    assert (entry.at, entry.amended) == (when, True)
    (amended,) = story.events
    assert isinstance(amended, EntryAmended)
    assert (amended.personal, amended.content) == ({"text": "after"}, {"entry": "n1"})


def test_the_latest_amendment_wins() -> None:
    story = Story().record("substance", "s1", substance="alcohol")
    for substance in ("opioids", "cannabis"):
        story.tell("amend", episode="e1", entry="s1", reason="misheard", content={"substance": substance})

    assert story.episode.entries["s1"].event.substance == "cannabis"


def test_an_amendment_that_changes_nothing_is_refused() -> None:
    story = Story().record("substance", "s1", substance="alcohol", relieves=["anxiety"], note="said in passing")
    when = story.now
    as_it_is = {"substance": "alcohol", "relieves": ["anxiety"], "note": "said in passing"}
    same: dict[str, Any] = {"episode": "e1", "entry": "s1", "reason": "checked", "content": as_it_is}

    story.attempt("amend", **same).then_refused(Refused, "s1 says so already")
    story.attempt("amend", **same, occurred_at=when).then_refused(Refused, "s1 says so already")


def test_an_amendment_that_was_made_before_is_not_made_again() -> None:
    story = Story().record("note", "n1", text="before")
    corrected: dict[str, Any] = {"episode": "e1", "entry": "n1", "reason": "typo", "content": {"text": "after"}}

    story.tell("amend", **corrected).attempt("amend", **corrected).then_refused(Refused, "n1 says so already")
    story.tell("amend", **corrected | {"content": {"text": "before"}})


def test_an_assessment_or_a_summary_that_reads_as_before_is_not_amended() -> None:
    story = chapters.signed(Story())
    baseline = {"form": "rfq-8", "occasion": "baseline", "answers": answers("rfq-8", 5)}

    story.attempt("amend", episode="e1", entry="base-rfq-8", reason="checked", content=baseline).then_refused(Refused)
    story.attempt(
        "amend", episode="e1", entry="sum-1", reason="checked", content={"text": "A synthetic summary."}
    ).then_refused(Refused, "sum-1 says so already")
    assert story.missing == set()


@pytest.mark.parametrize(
    ("content", "minutes"),
    [
        ({"substance": "alcohol", "note": "said plainly"}, 0),
        ({"substance": "alcohol"}, 0),
        ({"substance": "opioids", "note": "said in passing"}, 0),
        ({"substance": "alcohol", "note": "said in passing"}, -5),
    ],
)
def test_any_change_of_words_or_time_is_an_amendment(content: dict[str, str], minutes: int) -> None:
    story = Story().later(1).record("substance", "s1", substance="alcohol", note="said in passing")

    when = story.now + minutes * MINUTE
    story.tell("amend", episode="e1", entry="s1", reason="checked", content=content, occurred_at=when)


def test_an_amendment_can_correct_the_time() -> None:
    story = Story().later(2).record("note", "n1", text="x")
    earlier = story.now - DAY

    story.tell("amend", episode="e1", entry="n1", reason="day before", content={"text": "x"}, occurred_at=earlier)

    assert story.episode.entries["n1"].at.us == earlier


def test_an_amended_assessment_is_scored_again() -> None:
    story = chapters.assessment(Story())
    content = {"form": "rfq-8", "occasion": "baseline", "answers": answers("rfq-8", 2)}

    story.tell("amend", episode="e1", entry="base-rfq-8", reason="another sheet", content=content)

    assert story.episode.entries["base-rfq-8"].event.scores["rfq_r_7"] == 2


def test_an_amendment_is_checked_like_the_entry_itself() -> None:
    story = chapters.social_map(Story())
    contact = {"person": "p9", "how": "phone", "begun_by": "client", "purpose": "check_in", "outcome": "neutral"}

    story.attempt("amend", episode="e1", entry="k1", reason="x", content=contact).then_refused(NotFound, "p9")
    story.attempt("amend", episode="e1", entry="k1", reason="x", content={"person": "p1"}).then_refused(
        Invalid, "how is missing", "outcome is missing"
    )


def test_consent_is_not_amended_to_a_day_or_a_time_that_puts_its_signing_in_the_future() -> None:
    story = Story().later(3).record("consent", "n1", signed_on="2026-03-04")
    monday = story.now - 3 * DAY
    consent = {"episode": "e1", "entry": "n1", "reason": "misread"}

    story.attempt("amend", **consent, content={"signed_on": "2026-03-06"}).then_refused(WrongTime, "2026-03-05")
    story.attempt("amend", **consent, content={"signed_on": "2026-03-04"}, occurred_at=monday).then_refused(
        WrongTime, "signed_on lies after 2026-03-02"
    )
    story.tell("amend", **consent, content={"signed_on": "2026-03-02"}, occurred_at=monday)


def test_a_void_is_final() -> None:
    story = Story().record("note", "n1", text="x").tell("void", episode="e1", entry="n1", reason="wrong client")
    story.then(EntryVoided(entry="n1", what="note", reason="wrong client"))

    story.attempt("void", episode="e1", entry="n1", reason="again").then_refused(Refused, "final")
    story.attempt("amend", episode="e1", entry="n1", reason="x", content={"text": "y"}).then_refused(
        Refused, "was voided"
    )


def test_what_others_refer_to_is_not_voided_and_they_are_listed() -> None:
    story = chapters.relapse_plan(Story())

    story.attempt("void", episode="e1", entry="p1", reason="x")

    story.then_refused(StillReferred)
    assert isinstance(story.refusal, StillReferred)
    assert set(story.refusal.by) == {"k1", "c-craving", "c-environmental_cue", "c-attachment_strategy"}


def test_an_unknown_entry_or_a_step_is_not_corrected() -> None:
    Story().attempt("void", episode="e1", entry="e1", reason="x").then_refused(NotFound, "no entry e1")


def test_a_requirement_whose_entry_was_voided_has_lapsed_but_the_stage_stays() -> None:
    story = chapters.assessment(Story()).advance()
    story.tell("void", episode="e1", entry="sub-1", reason="wrong client")

    assert story.episode.stage == "social_map_building"
    facts = facts_of(story.episode, story.state("site"), story.now)
    assert [one.code for one in lapsed(facts)] == ["substance_with_function"]


def test_an_agreed_plan_that_loses_a_risk_asks_for_agreement_again() -> None:
    story = chapters.relapse_plan(Story()).record("risk", "r4", kind="craving", description="x")
    story.record("plan-agreement")
    story.tell("void", episode="e1", entry="r4", reason="the same as another")

    assert "plan_agreed" in story.missing


def test_a_risk_recorded_and_voided_at_once_leaves_the_agreement_as_it_was() -> None:
    story = chapters.relapse_plan(Story()).record("risk", "r4", kind="craving", description="x")
    assert "plan_agreed" in story.missing

    story.tell("void", episode="e1", entry="r4", reason="typed into the wrong record")

    assert "plan_agreed" not in story.missing


def test_signer_and_co_signer_differ_and_come_in_order() -> None:
    story = chapters.dispositions(Story()).record("summary", "sum-1", text="x")

    story.attempt("sign_summary", actor="sup", episode="e1", meaning="co_signer").then_refused(Refused, "before")
    story.tell("sign_summary", actor="sup", episode="e1", meaning="author")
    story.attempt("sign_summary", actor="sup", episode="e1", meaning="co_signer").then_refused(
        NotAllowed, "somebody else"
    )
    story.attempt("sign_summary", actor="couns", episode="e1", meaning="author").then_refused(NotAllowed, "clinician")


def test_amending_a_signed_summary_needs_both_signatures_anew() -> None:
    story = chapters.signed(Story())
    assert story.missing == set()

    story.tell("amend", episode="e1", entry="sum-1", reason="a date", content={"text": "A better one."})

    assert story.missing == {"summary_signed", "summary_cosigned"}


def test_a_signed_summary_is_amended_and_not_voided() -> None:
    story = chapters.signed(Story())

    story.attempt("void", episode="e1", entry="sum-1", reason="x").then_refused(StillReferred, "signature")


def test_a_contact_on_the_way_out_of_the_map_can_still_be_amended() -> None:
    story = chapters.social_map(Story())
    contact = {"person": "p1", "how": "phone", "begun_by": "client", "purpose": "check_in", "outcome": "supported"}
    when = story.now
    story.record("contact", "k2", **contact, occurred_at=when).record("person-left", person="p1", occurred_at=when)

    story.tell("amend", episode="e1", entry="k2", reason="typo", content=contact | {"how": "letter"})

    assert story.episode.entries["k2"].event.how == "letter"
