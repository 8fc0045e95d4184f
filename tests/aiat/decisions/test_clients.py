"""Clients, their episodes and consents; the site and what it publishes."""

from typing import Any

import pytest

from engine.refusals import AlreadyExists, Invalid, NotFound, Refused, WrongStage, WrongTime
from events.relapse_plan import CopingPlanned, RiskIdentified
from events.social_map import PersonAdded
from tests.aiat import story as chapters
from tests.aiat.story import Story
from workflows.aiat.facts import facts_of
from workflows.aiat.policy import shipped_definition, shipped_policy
from workflows.aiat.requirements import lapsed

CONSENT: dict[str, Any] = {
    "client": "c1",
    "consent": "dc1",
    "discloser": "Harbour",
    "recipient": "Dr Synthetic",
    "scope": ["attendance"],
    "purpose": "care_coordination",
    "expires_on": "2027-01-01",
    "right_to_revoke_explained": True,
    "signed_on": "2026-03-02",
}


def test_a_client_has_at_most_one_open_episode() -> None:
    story = Story()
    story.attempt("open_episode", client="c1", episode="e2").then_refused(WrongStage, "open episode, e1")
    story.tell("discharge_early", episode="e1", teds_reason=2, reason="x").tell(
        "open_episode", client="c1", episode="e2"
    )


def test_a_client_id_is_used_once() -> None:
    Story().attempt("register_client", client="c1", name="Other").then_refused(AlreadyExists)


def test_a_readmission_carries_map_and_plan_forward_as_entries_of_its_own() -> None:
    story = chapters.relapse_plan(Story()).record("person-change", person="p2", stance="neutral")
    story.tell("discharge_early", episode="e1", teds_reason=4, reason="moved")

    story.tell("open_episode", client="c1", episode="e2", readmission_of="e1", carry=["map", "plan"])

    people = [event for event in story.events if isinstance(event, PersonAdded)]
    assert [(one.carried_from, one.name, one.stance) for one in people] == [
        ("p1", "Person 1", "supports"),
        ("p2", "Person 2", "neutral"),
        ("p3", "Person 3", "supports"),
    ]
    risks = [event for event in story.events if isinstance(event, RiskIdentified)]
    coping = [event for event in story.events if isinstance(event, CopingPlanned)]
    assert {one.description for one in risks} == {"a risk"}
    assert {one.risk for one in coping} == {one.entry for one in risks}
    assert {person for one in coping for person in one.people} == {people[0].entry}


def test_a_readmission_names_an_earlier_episode_of_the_same_client() -> None:
    story = Story().tell("discharge_early", episode="e1", teds_reason=2, reason="x")

    story.attempt("open_episode", client="c1", readmission_of="e9").then_refused(NotFound, "e9")
    story.attempt("open_episode", client="c1", carry=["map"]).then_refused(Refused, "readmission_of")


@pytest.mark.parametrize(
    "element", ["discloser", "recipient", "scope", "purpose", "signed_on", "right_to_revoke_explained"]
)
def test_a_disclosure_consent_without_any_one_element_is_refused_by_its_name(element: str) -> None:
    with pytest.raises(Invalid, match=element):
        Story().attempt("give_disclosure_consent", **{key: value for key, value in CONSENT.items() if key != element})


def test_a_disclosure_consent_ends_on_a_date_or_at_an_event() -> None:
    without: dict[str, Any] = {key: value for key, value in CONSENT.items() if key != "expires_on"}

    Story().attempt("give_disclosure_consent", **without).then_refused(Invalid, "expires_on or expiry_event")
    Story().tell("give_disclosure_consent", **without, expiry_event="discharge")


def test_a_disclosure_consent_is_not_signed_after_the_day_on_which_it_is_recorded_as_given() -> None:
    story = Story().attempt("give_disclosure_consent", **CONSENT | {"signed_on": "2026-03-03"})

    story.then_refused(WrongTime, "signed_on lies after 2026-03-02")
    assert story.refusal.field == "signed_on"


def test_a_disclosure_consent_was_not_signed_more_than_ten_years_before_it_is_recorded_as_given() -> None:
    story = Story().attempt("give_disclosure_consent", **CONSENT | {"signed_on": "2016-03-01"})
    story.then_refused(WrongTime, "signed_on lies more than 10 years before 2026-03-02")
    assert story.refusal.field == "signed_on"

    story.tell("give_disclosure_consent", **CONSENT | {"signed_on": "2016-03-02"})


def test_a_disclosure_consent_does_not_expire_before_the_day_on_which_it_was_signed() -> None:
    story = Story().attempt("give_disclosure_consent", **CONSENT | {"expires_on": "2026-03-01"})
    story.then_refused(Invalid, "expires_on lies before 2026-03-02, the day of signing")

    story.tell("give_disclosure_consent", **CONSENT | {"expires_on": "2026-03-02"})


def test_nobody_was_born_after_the_day_on_which_they_are_registered() -> None:
    story = Story().attempt("register_client", client="c2", name="Synthetic Two", birth_date="2026-03-03")
    story.then_refused(WrongTime, "birth_date lies after 2026-03-02")

    story.tell("register_client", client="c2", name="Synthetic Two", birth_date="2026-03-02")
    story.attempt("change_client", client="c2", birth_date="2062-03-02").then_refused(WrongTime, "birth_date")


def test_a_consent_for_treatment_payment_and_operations_explains_more() -> None:
    Story().attempt("give_disclosure_consent", **CONSENT, kind="tpo").then_refused(
        Invalid, "consequences_of_refusing_explained", "redisclosure_explained"
    )


def test_a_disclosure_is_accounted_for_while_its_consent_covers_it() -> None:
    story = Story().tell("give_disclosure_consent", **CONSENT)
    disclosure: dict[str, Any] = {"client": "c1", "consent": "dc1", "scope": ["attendance"], "what": "a letter"}

    story.tell("record_disclosure", **disclosure)
    story.attempt("record_disclosure", **{**disclosure, "scope": ["diagnosis"]}).then_refused(Refused, "does not cover")
    story.tell("revoke_disclosure_consent", client="c1", consent="dc1")
    story.attempt("record_disclosure", **disclosure).then_refused(Refused, "revoked")


def test_a_consent_covers_nothing_before_the_day_on_which_it_was_signed() -> None:
    story = Story().later(1).tell("give_disclosure_consent", **CONSENT | {"signed_on": "2026-03-03"})
    disclosure: dict[str, Any] = {"client": "c1", "consent": "dc1", "scope": ["attendance"], "what": "a letter"}

    story.attempt("record_disclosure", **disclosure, occurred_at="2026-03-02T12:00:00-08:00").then_refused(
        Refused, "not signed before 2026-03-03"
    )
    story.tell("record_disclosure", **disclosure, occurred_at="2026-03-03T09:00:00-08:00")


def test_an_expired_consent_covers_nothing() -> None:
    story = Story().tell("give_disclosure_consent", **CONSENT).later(310)

    story.attempt("record_disclosure", client="c1", consent="dc1", scope=["attendance"], what="x").then_refused(
        Refused, "expired"
    )


def test_an_episode_keeps_its_policy_until_it_is_moved_on_purpose() -> None:
    story = Story()
    newer = shipped_policy().model_dump(mode="json") | {"version": 2, "social_map": {"supporters": 5}}
    story.tell("publish_policy", actor="sup", content=newer)
    assert story.episode.policy.version == 1

    story.tell("move_episode", actor="sup", episode="e1", reason="one policy for all")

    assert story.episode.policy.version == 2


def test_moving_an_episode_that_follows_the_latest_already_is_refused() -> None:
    Story().attempt("move_episode", actor="sup", episode="e1", reason="x").then_refused(Refused, "already")


def test_an_episode_is_not_moved_to_a_definition_that_lacks_its_stage() -> None:
    story = chapters.intake(Story()).advance()
    shipped = shipped_definition().model_dump(mode="json")
    shorter = shipped | {
        "version": 2,
        "stages": [stage for stage in shipped["stages"] if stage["name"] != "assessment"],
        "moves": [move for move in shipped["moves"] if "assessment" not in (move["source"], move["dest"])],
    }
    story.tell("publish_definition", actor="sup", content=shorter)

    story.attempt("move_episode", actor="sup", episode="e1", reason="x").then_refused(Refused, "assessment")


def test_a_published_version_never_changes() -> None:
    Story().attempt("publish_policy", actor="sup", content=shipped_policy().model_dump(mode="json")).then_refused(
        AlreadyExists, "higher"
    )


def test_a_policy_that_cannot_be_read_is_refused_with_every_problem() -> None:
    Story().attempt("publish_policy", actor="sup", content={"name": "x", "critical_rc": "high"}).then_refused(
        Invalid, "version", "measures", "critical_rc"
    )


def test_a_policy_whose_forms_cannot_serve_their_measure_is_refused() -> None:
    shipped = shipped_policy().model_dump(mode="json")
    wrong = shipped | {
        "version": 2,
        "measures": {"ecr": ["rfq-8"], "rfq": ["ecr"], "sps": ["sps-99"]},
        "goals": {"rho": 0.3, "weights": {"happiness": 1}},
    }
    Story().attempt("publish_policy", actor="sup", content=wrong).then_refused(
        Invalid, "rfq-8 has no score anxiety and avoidance", "no single primary score", "sps-99", "happiness"
    )


def test_a_readmission_that_carries_nothing_begins_empty() -> None:
    story = Story().record("note", text="x").tell("discharge_early", episode="e1", teds_reason=2, reason="x")

    story.tell("open_episode", client="c1", episode="e2", readmission_of="e1")

    assert story.state("episode-e2").entries == {}


def test_staff_who_leave_after_the_end_change_nothing_about_an_episode() -> None:
    story = chapters.completed(Story()).later(1).tell("retire_staff", actor="sup", staff="couns")

    facts = facts_of(story.episode, story.state("site"), story.now)
    assert lapsed(facts) == ()
