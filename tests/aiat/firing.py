"""A sweep over one story: what stands is fired, from the state that the sweeper saw."""

from datetime import date
from typing import Any

from engine.refusals import Refused
from events.event import Event
from tests.aiat.story import Story
from workflows.aiat.commands import FireDeadline
from workflows.aiat.deciding.rules import SYSTEM
from workflows.aiat.facts import facts_of
from workflows.aiat.timers import Timer, timers


def standing(story: Story) -> tuple[Timer, ...]:
    """The deadlines that stand in the episode."""
    return timers(facts_of(story.episode, story.state("site"), story.now), story.state("client-c1"))


def fire(story: Story, timer: Timer, *, at: int | None = None, **other: Any) -> Story:
    """Says that a deadline passed, at a moment of the sweeper's clock; refused or not."""
    fields = {
        "id": f"fire-{timer.kind}-{timer.cause}-{timer.due_on}-{timer.state}",
        "actor": SYSTEM,
        "episode": "e1",
        "kind": timer.kind,
        "cause": timer.cause,
        "due_on": timer.due_on,
        "state": timer.state,
    }
    story.at(story.now if at is None else at)
    story.when(FireDeadline.model_validate(fields | other))
    return story


def sweep(story: Story, *, at: int | None = None, seen: tuple[Timer, ...] | None = None) -> list[Event]:
    """What a sweeper fires whose clock says `at`, and who read what stood when it was `seen`."""
    fired = []
    for timer in standing(story) if seen is None else seen:
        try:
            fired += fire(story, timer, at=at).events
        except AssertionError:
            assert isinstance(story.refusal, Refused)
    return fired


def the(story: Story, kind: str, state: str = "overdue") -> Timer:
    """The one deadline of a kind."""
    (found,) = (timer for timer in standing(story) if (timer.kind, timer.state) == (kind, state))
    return found


def day(text: str) -> date:
    """A date, as it is written."""
    return date.fromisoformat(text)
