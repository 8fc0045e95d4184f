"""Laws that hold for every sequence of commands, accepted or refused, in whatever order they come."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.folding import evolved
from engine.refusals import RequirementsUnmet
from events.envelope import Recorded
from events.episode import ExitOverridden, StageEntered
from events.event import Event
from tests.aiat.story import Story, answers
from workflows.aiat.domain import Aiat
from workflows.aiat.episode import Episode
from workflows.aiat.facts import facts_of
from workflows.aiat.requirements import lapsed, missing, pathway_for

_PERSON = {"name": "x", "role": "friend", "stance": "supports", "provisions": ["guidance", "attachment"]}
_CONTACT = {"how": "phone", "begun_by": "client", "purpose": "check_in", "outcome": "supported"}


def _record(what: str, content: dict[str, Any], entry: str | None = None) -> tuple[str, dict[str, Any]]:
    fields: dict[str, Any] = {"what": what, "episode": "e1", "content": content}
    return "record", fields | ({"entry": entry} if entry else {})


def _of(name: str, **fields: Any) -> tuple[str, dict[str, Any]]:
    return name, {"episode": "e1", **fields}


COMMANDS = [
    _record("consent", {"signed_on": "2026-03-02"}, "consent-1"),
    _record("consent-revoked", {}),
    _record("safety-screen", {"safe_now": "yes", "choices_explained": True}, "screen-1"),
    _record("substance", {"substance": "alcohol", "relieves": ["pain"]}, "sub-1"),
    _record("attachment-history", {"disruptions": ["loss"]}),
    _record("care-team", {"members": ["clin", "couns"]}),
    *(
        _record("assessment", {"form": form, "occasion": occasion, "answers": answers(form, value)})
        for form, value in (("ecr", 4), ("rfq-8", 4), ("sps-24", 3))
        for occasion in ("baseline", "reassessment")
    ),
    _record("formulation", {"style": "fearful", "strategy": "disorganised", "reason": "r"}),
    *(_record("person", _PERSON, f"p{number}") for number in range(4)),
    _record("person-left", {"person": "p0"}),
    _record("contact", _CONTACT | {"person": "p1"}),
    *(
        _record("risk", {"kind": kind, "description": "d"}, f"r-{kind}")
        for kind in ("craving", "environmental_cue", "attachment_strategy")
    ),
    _record("coping", {"risk": "r-craving", "alone": ["walk"], "people": ["p1"]}),
    _record("crisis-contact", {"kind": "crisis_line", "label": "988"}),
    _record("plan-agreement", {}),
    _record("map-review", {}),
    _record("summary", {"text": "t"}, "sum-1"),
    _of("sign_summary", meaning="author"),
    _of("sign_summary", meaning="co_signer", actor="sup"),
    _of("go_back", reason="r"),
    _of("hold", kind="leave", reason="r"),
    _of("resume"),
    *(_of("void", entry=entry, reason="r") for entry in ("consent-1", "sub-1", "p2", "r-craving", "sum-1")),
    _of("amend", entry="p1", reason="r", content=_PERSON | {"stance": "opposes"}),
    _of("discharge_early", teds_reason=2, reason="r"),
]
_OVERRIDE, _ADVANCE = ("override everything", dict[str, Any]()), _of("advance")
STEPS = st.lists(
    st.one_of(
        st.sampled_from(COMMANDS).map(lambda one: [one]),
        st.just([_ADVANCE]),
        st.just([_OVERRIDE, _ADVANCE]),
        st.just([("wait", dict[str, Any]())]),
    ),
    min_size=10,
    max_size=60,
).map(lambda parts: [step for part in parts for step in part])


def play(story: Story, step: tuple[str, dict[str, Any]]) -> None:
    """Plays a step of `STEPS`, whether it is refused or not."""
    name, fields = step
    if name == "wait":
        story.later(8)
    elif name == "override everything":
        codes = sorted(story.missing)
        if codes:
            story.attempt("override", actor="sup", episode="e1", requirements=codes, reason="r")
    else:
        story.attempt(name, **fields)


@settings(max_examples=60)
@given(STEPS)
def test_no_stage_is_reached_without_its_requirements_or_an_override(steps: list[Any]) -> None:
    story = Story()
    for step in steps:
        before, gate = story.episode, None
        if step[0] == "advance" and before.status == "open":
            gate = {one.code for one in _unmet_at_exit(before, story)}
        play(story, step)
        after = story.episode
        if after.stage != before.stage and step[0] == "advance":
            assert gate is not None
            assert gate <= before.overridden()
        elif step[0] == "advance" and gate is not None:
            assert isinstance(story.refusal, RequirementsUnmet)
            assert {one.code for one in story.refusal.unmet} == gate - before.overridden()


def _unmet_at_exit(episode: Episode, story: Story) -> tuple[Any, ...]:
    facts = facts_of(episode, story.state("site"), story.now + 60_000_000)
    pathway = pathway_for(facts)
    move = pathway.move(episode.stage, "advance")
    return pathway.unmet(move.requires, facts) if move else ()


@settings(max_examples=60)
@given(STEPS)
def test_the_fold_is_deterministic_and_total_over_every_legal_history(steps: list[Any]) -> None:
    story = Story()
    for step in steps:
        play(story, step)

    again = _folded(list(story.history("episode-e1")))

    assert again == story.episode
    facts = facts_of(again, story.state("site"), story.now)
    missing(facts)
    lapsed(facts)


@settings(max_examples=40)
@given(STEPS)
def test_a_refused_command_leaves_no_trace(steps: list[Any]) -> None:
    story = Story()
    for step in steps:
        before = (story.episode, len(list(story.history("episode-e1"))))
        play(story, step)
        try:
            _ = story.refusal
        except AssertionError:
            continue
        assert (story.episode, len(list(story.history("episode-e1")))) == before


@settings(max_examples=40)
@given(STEPS)
def test_every_step_in_a_history_was_legal_under_the_definition_in_force(steps: list[Any]) -> None:
    story = Story()
    for step in steps:
        play(story, step)

    stage = "intake"
    for record, event in story.history("episode-e1"):
        if isinstance(event, StageEntered):
            facts = facts_of(story.episode, story.state("site"), record.occurred_at)
            assert event.left == stage
            assert pathway_for(facts).fire(stage, event.trigger, ()) == event.stage
            stage = event.stage
        elif isinstance(event, ExitOverridden):
            assert event.stage == stage


def _folded(history: list[tuple[Recorded, Event]]) -> Episode:
    domain = Aiat()
    state: Episode = evolved(domain, domain.initial("episode-e1"), (record for record, _ in history))
    return state


def test_the_pool_of_commands_reaches_far_enough_to_mean_something() -> None:
    """The laws above would hold of nothing if their histories never left intake, or only ever by override."""
    story = Story()
    for step in [*COMMANDS[:1], *COMMANDS[2:6], _ADVANCE, *COMMANDS[6:], *[_OVERRIDE, _ADVANCE] * 3]:
        play(story, step)
    stages = [step.event for step in story.episode.steps_of(StageEntered)]
    assert [event.overridden for event in stages[:1]] == [()]
