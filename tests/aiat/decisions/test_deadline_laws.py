"""Whatever happens, whoever sweeps, whatever their clocks say: each deadline passes once, if and only if it is due."""

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.refusals import Refused
from events.deadlines import DeadlinePassed, DischargeProposed
from events.instants import DAY
from tests.aiat.decisions.test_laws import STEPS, play
from tests.aiat.firing import fire, standing
from tests.aiat.story import Story
from workflows.aiat.timers import Timer

_CONSENT = {
    "client": "c1",
    "consent": "d1",
    "discloser": "Harbour",
    "recipient": "somebody",
    "scope": ["summary"],
    "purpose": "treatment",
    "expires_on": "2026-04-20",
    "right_to_revoke_explained": True,
    "signed_on": "2026-03-02",
}
_SWEEPS = st.lists(st.tuples(st.integers(0, 80), st.integers(-30, 60), st.integers(0, 20)), max_size=12)
"""Sweeps: after which step, by how many days its clock is wrong, and how many steps old what the sweeper read is."""


def passed(story: Story) -> list[tuple[Any, ...]]:
    """The deadlines that the log says have passed."""
    found = []
    for record, event in story.history("episode-e1"):
        if isinstance(event, DeadlinePassed | DischargeProposed):
            assert record.occurred_at <= record.recorded_at, "a deadline passed before its time"
            found.append((event.type, *event.model_dump().values()))
    return found


def sweep(story: Story, seen: tuple[Timer, ...], now: int) -> None:
    """Fires what a sweeper saw; what is accepted stood, counted, and had come by the sweeper's clock."""
    for timer in seen:
        stands = {one[:5]: one for one in standing(story)}.get(timer[:5])
        before = len(passed(story))
        fire(story, timer, at=now)
        if len(passed(story)) > before:
            assert stands is not None
            assert stands.waits
            assert stands.at < now
        else:
            assert isinstance(story.refusal, Refused)


@settings(max_examples=60)
@given(STEPS, _SWEEPS, st.booleans())
def test_each_deadline_passes_at_most_once_and_once_it_is_due_exactly_once(
    steps: list[Any], sweeps: list[tuple[int, int, int]], consents: bool
) -> None:
    story = Story()
    if consents:
        story.tell("give_disclosure_consent", **_CONSENT)
    seen = [standing(story)]
    for number, step in enumerate(steps):
        play(story, step)
        seen.append(standing(story))
        for after, days, age in sweeps:
            if after == number:
                sweep(story, seen[max(0, len(seen) - 1 - age)], story.now + days * DAY)
    last = story.now + 100 * DAY

    sweep(story, standing(story), last)

    assert not [timer for timer in standing(story) if timer.waits and timer.at < last], "a deadline was lost"
    assert not [one for one, times in Counter(passed(story)).items() if times > 1], "a deadline passed twice"
