"""Histories of any kind, for laws: entries that refer to each other or to nothing, steps, corrections."""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from events.event import Entry
from events.practice import ReflectionMade, SubstanceUseRecorded
from events.relapse_plan import PlanReviewed
from tests.aiat.entries import assessed, changed, contact, ecr, left, person, rfq, risk, sps, tie
from tests.aiat.given import Happened, amend, day, discharged, entered, held, opened, void
from workflows.aiat.social_map import PROVISIONS

Draw = Callable[[st.SearchStrategy[Any]], Any]

_PEOPLE = ("p1", "p2", "p3", "p4")
_RISKS = ("r1", "r2")
_STAGES = ("assessment", "social_map_building", "relapse_planning", "discharge_reassessment", "completed")
_DAYS = 90

people = st.sampled_from(_PEOPLE)
occasions = st.sampled_from(("baseline", "interim", "reassessment"))
offered = st.lists(st.sampled_from(PROVISIONS), max_size=6, unique=True).map(tuple)
moments = st.builds(day, st.integers(0, _DAYS), st.integers(0, 23))


def _score(low: float, high: float) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda value: round(value, 3))


def _entry(draw: Draw, name: str, at: int) -> Happened:
    kinds: dict[str, Callable[[], Happened]] = {
        "ecr": lambda: ecr(name, draw(_score(1, 7)), draw(_score(1, 7)), at, draw(occasions)),
        "another form": lambda: ecr(name, 3, 3, at, draw(occasions), form="ecr-s"),
        "rfq": lambda: rfq(name, draw(_score(1, 7)), at, draw(occasions)),
        "sps": lambda: sps(name, draw(_score(24, 96)), at, draw(occasions)),
        "not scorable": lambda: assessed(name, "sps-24", {}, at, draw(occasions)),
        "change": lambda: changed(
            name,
            draw(people),
            at,
            stance=draw(st.sampled_from(("supports", "opposes"))),
            provisions=draw(st.none() | offered),
            role=draw(st.sampled_from((None, "staff", "friend"))),
        ),
        "left": lambda: left(name, draw(people), at),
        "tie": lambda: tie(name, draw(people), draw(people), at),
        "contact": lambda: contact(
            name,
            draw(people),
            at,
            draw(st.sampled_from(("supported", "supported", "neutral", "not_reached"))),
            begun_by=draw(st.sampled_from(("client", "other"))),
            risk=draw(st.sampled_from((None, *_RISKS))),
        ),
        "recurrence": lambda: Happened(SubstanceUseRecorded(entry=name, substance="alcohol"), at),
        "plan review": lambda: Happened(PlanReviewed(entry=name), at),
        "reflection": lambda: Happened(
            ReflectionMade(
                entry=name, with_whom="peer", checked=False, was_right="not_checked", strategy="secure", worked="yes"
            ),
            at,
        ),
    }
    return kinds[draw(st.sampled_from(sorted(kinds)))]()


def _steps(draw: Draw, last: int) -> list[Happened]:
    at = min(last + day(draw(st.integers(0, 30)), 1) - day(0, 0), day(_DAYS))
    match draw(st.sampled_from(("stage", "stage", "hold", "a hold that ended", "discharge"))):
        case "hold":
            return held(at)
        case "a hold that ended":
            return held(at, at + day(5) - day(0))
        case "discharge":
            return [discharged(at)]
        case _:
            return [entered(draw(st.sampled_from(_STAGES)), at, draw(st.sampled_from(_STAGES)))]


@st.composite
def entries(draw: Draw, name: str = "extra") -> Happened:
    """One entry of any kind."""
    return _entry(draw, name, draw(moments))


@st.composite
def histories(draw: Draw) -> list[Happened]:
    """An episode with people and risks, and whatever else, in any order; some of it amended or voided."""
    story = [opened()]
    story += [
        person(name, day(1), provisions=draw(offered), role=draw(st.sampled_from(("friend", "staff"))))
        for name in _PEOPLE
    ]
    story += [risk(name, day(2)) for name in _RISKS]
    if draw(st.booleans()):
        story += [
            entered("assessment", day(3)),
            *(ecr("b1", 5, 4, day(3), "baseline"), rfq("b2", 5, day(3), "baseline"), sps("b3", 60, day(3), "baseline")),
            entered("social_map_building", day(4)),
        ]
    for burst, end in enumerate(draw(st.lists(st.integers(10, _DAYS), max_size=4))):
        story += _contacts_that_suffice(f"u{burst}", end)
    for number in range(draw(st.integers(0, 25))):
        match draw(st.sampled_from(("entry",) * 8 + ("steps", "amend", "void"))):
            case "steps":
                story += _steps(draw, max(one.at for one in story if not isinstance(one.event, Entry)))
            case "amend":
                target = draw(st.sampled_from([one for one in story if isinstance(one.event, Entry)]))
                again = _same_kind(draw, target)
                story.append(amend(again, draw(moments)))
            case "void":
                story.append(
                    void(
                        draw(st.sampled_from([one for one in story if isinstance(one.event, Entry)])).event.entry,
                        day(_DAYS),
                    )
                )
            case _:
                story.append(_entry(draw, f"e{number}", draw(moments)))
    return story


def _contacts_that_suffice(name: str, end: int) -> list[Happened]:
    """Contacts on the 6 days before one, which meet a window of demonstrated use if the people are not staff."""
    return [contact(f"{name}-{n}", _PEOPLE[n % 3], day(end - n - 1), risk="r1") for n in range(6)]


def _same_kind(draw: Draw, target: Happened) -> Entry:
    """Other content for an entry: another of its kind where one comes up, else what it said already."""
    assert isinstance(target.event, Entry)
    for _ in range(3):
        other = _entry(draw, target.event.entry, target.at).event
        if type(other) is type(target.event):
            assert isinstance(other, Entry)
            return other
    return target.event
