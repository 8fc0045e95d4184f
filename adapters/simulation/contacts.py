"""Contacts with the people on the map: how many, begun by whom and how they go depends on the attachment style."""

from typing import Any, Final, NamedTuple

from adapters.simulation.case import Case, Sitting
from adapters.simulation.chances import count, pick
from adapters.simulation.person import Known
from adapters.simulation.steps import Story
from events.instants import Instant
from events.social_map import ContactPurpose
from workflows.aiat.commands import Amend, Void
from workflows.instruments.style import Style


class Habit(NamedTuple):
    """Contacts a week, and the chances that the client begins one and that it goes well; `spread` over how many."""

    a_week: float
    by_client: float
    supported: float
    spread: int

    def toward(self, other: "Habit", share: float) -> "Habit":
        """A habit that has come a share of the way to another."""

        def blend(mine: float, theirs: float) -> float:
            return mine + (theirs - mine) * share

        return Habit(
            blend(self.a_week, other.a_week),
            blend(self.by_client, other.by_client),
            blend(self.supported, other.supported),
            round(blend(self.spread, other.spread)),
        )


_HABITS: Final = {
    Style.SECURE: Habit(2.5, 0.6, 0.7, 4),
    Style.PREOCCUPIED: Habit(4.5, 0.85, 0.45, 6),
    Style.DISMISSING: Habit(0.5, 0.2, 0.55, 1),
    Style.FEARFUL: Habit(1.5, 0.45, 0.4, 2),
}
_AT_BEST: Final = Habit(2.8, 0.65, 0.8, 5)
_PURPOSES: Final[dict[ContactPurpose, float]] = {
    "check_in": 0.4,
    "company": 0.2,
    "guidance": 0.15,
    "craving": 0.15,
    "practical_help": 0.06,
    "celebration": 0.04,
}
_LEARNT: Final = 0.4
"""The share of the course after which those who learn to use the map have learnt it."""
_BY_WEEK: Final = 3
"""By this week everybody has turned to somebody at least once."""
_RELIABLE: Final = Habit(4.0, 0.8, 0.85, 6)


def contacts(case: Case, sitting: Sitting) -> Story:
    """The contacts since the last sitting, as told at this one."""
    reliable = case.fate.is_reliable and case.progress >= _LEARNT
    habit = _RELIABLE if reliable else _HABITS[case.profile.style].toward(_AT_BEST, case.progress / 2)
    engagement = 1.0 if reliable else case.profile.engagement
    made = count(case.dice, habit.a_week * engagement)
    never = case.last_contact is None and case.week >= _BY_WEEK
    made = max(made, 3 if reliable else 1 if never else 0)
    moments = sorted(case.moment_before(sitting) for _ in range(made))
    for place, at in enumerate(moments):
        known = _somebody(case, habit, at)
        if known is not None:
            yield from _contact(case, sitting, known, at, habit, certain=reliable and place < 2)


def _somebody(case: Case, habit: Habit, at: Instant) -> Known | None:
    there = [one for one in case.people.values() if one.since <= at.us]
    if case.profile.style is Style.DISMISSING:
        there.sort(key=lambda one: one.role != "staff")
    else:
        there.sort(key=lambda one: not one.supports)
    return case.dice.choice(there[: max(3, habit.spread)]) if there else None


def _contact(case: Case, sitting: Sitting, known: Known, at: Instant, habit: Habit, *, certain: bool) -> Story:
    dice = case.dice
    good = habit.supported + (0.1 if known.supports else -0.25)
    outcome = pick(dice, {"neutral": 0.35, "not_reached": 0.4, "unhelpful": 0.25})
    content: dict[str, Any] = {
        "person": known.id,
        "how": pick(dice, {"phone": 0.4, "in_person": 0.3, "message": 0.25, "video": 0.05}),
        "begun_by": "client" if certain or dice.random() < habit.by_client else "other",
        "purpose": pick(dice, _PURPOSES),
        "outcome": "supported" if certain or dice.random() < good else outcome,
    }
    if case.risks and (certain or dice.random() < 0.2):
        content |= {"purpose": "craving", "risk": dice.choice(list(case.risks))}
    entry = case.next_id()
    yield case.enter_as(entry, sitting, "contact", at=at, **content)
    case.last_contact = entry, content
    if case.voids_due:
        case.voided = True
        case.duplicate = case.next_id()
        yield case.enter_as(case.duplicate, sitting, "contact", at=at, **content)


def corrections(case: Case, sitting: Sitting) -> Story:
    """What turned out to be wrong in earlier weeks."""
    if case.duplicate is not None:
        yield case.correct(sitting, Void, entry=case.duplicate, reason="Synthetic reason: written down twice.")
        case.duplicate = None
    if case.amends_due and case.last_contact is not None:
        case.amended = True
        entry, content = case.last_contact
        outcome = "supported" if content["outcome"] != "supported" else "neutral"
        yield case.correct(
            sitting,
            Amend,
            entry=entry,
            reason="Synthetic reason: the client remembers it otherwise.",
            content=content | {"outcome": outcome},
        )
