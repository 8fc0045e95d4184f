"""The map as it grows: who comes onto it, how they change, who goes."""

from typing import Any, Final

from adapters.simulation.case import Case, Sitting
from adapters.simulation.chances import between, count, pick
from adapters.simulation.person import Known, somebody
from adapters.simulation.steps import Story
from workflows.aiat.commands import Void
from workflows.aiat.plan import risks
from workflows.aiat.social_map import PROVISIONS

_SUPPORTERS, _PROVISIONS = 3, 4
_MOST: Final = 12


def recall(case: Case) -> None:
    """Takes up the map and the risks that were carried forward from an earlier episode."""
    facts = case.world.look(case.episode, case.since.us)
    case.risks = {risk.id: risk.event.kind for risk in risks(facts.episode)}
    for person in facts.maps.at(facts.now).people.values():
        case.people[person.id] = Known(
            person.id,
            person.role,
            person.stance,
            person.provisions,
            since=facts.now,
            cut_off=person.quality == "cut_off",
        )


def first_people(case: Case, sitting: Sitting) -> Story:
    """Those who come to mind first, and who of them know each other."""
    for _ in range(between(case.dice, 2, 4)):
        yield from _add(case, sitting, somebody(case.dice, first=True))
    yield from tie(case, sitting)
    if case.dice.random() < 0.06:
        yield from _added_twice(case, sitting)


def later_people(case: Case, sitting: Sitting) -> Story:
    """What a week brings to the map."""
    dice = case.dice
    if len(case.people) < _MOST and dice.random() < 0.75:
        yield from _add(case, sitting, somebody(dice, first=False))
    yield from changes(case, sitting)
    if dice.random() < 0.25:
        yield from tie(case, sitting)
    if dice.random() < 0.04 and len(case.people) > _SUPPORTERS + 1:
        gone = dice.choice(list(case.people))
        del case.people[gone]
        yield case.record(sitting, "person-left", person=gone, note=case.words("somebody who left"))


def changes(case: Case, sitting: Sitting) -> Story:
    """What the client learns of the people who are there."""
    for _ in range(count(case.dice, 0.8) if case.people else 0):
        yield from _change(case, sitting)


def enough_people(case: Case, sitting: Sitting) -> Story:
    """Looks for whom the map still lacks, until its stage can be left."""
    while True:
        supporters = [one for one in case.people.values() if one.supports]
        offered = {provision for one in supporters for provision in one.provisions}
        outside = [one for one in supporters if one.role != "recovery_peer"]
        if len(supporters) >= _SUPPORTERS and len(offered) >= _PROVISIONS and outside:
            return
        described = somebody(case.dice, first=False, supports=True)
        lacking = [provision for provision in PROVISIONS if provision not in offered]
        described |= {"role": "friend", "in_treatment_milieu": False, "provisions": tuple(sorted(lacking[:2]))}
        yield from _add(case, sitting, described)


def tie(case: Case, sitting: Sitting) -> Story:
    """Two of the people know each other."""
    if len(case.people) > 1:
        pair = tuple(case.dice.sample(list(case.people), 2))
        quality = pick(case.dice, {"neutral": 0.6, "close": 0.3, "conflict": 0.1})
        yield case.record(sitting, "tie", between=pair, quality=quality)


def _add(case: Case, sitting: Sitting, described: dict[str, Any]) -> Story:
    entry = case.next_id()
    name = f"Synthetic {described['role'].replace('_', ' ')} {len(case.people) + 1}"
    yield case.enter_as(entry, sitting, "person", **described, name=name)
    case.people[entry] = Known(
        entry,
        described["role"],
        described["stance"],
        described["provisions"],
        since=sitting.held.us,
        cut_off=described["quality"] == "cut_off",
    )


def _change(case: Case, sitting: Sitting) -> Story:
    """Mostly for the better: somebody takes a stand, or turns out to have more to give."""
    dice = case.dice
    known = dice.choice(list(case.people.values()))
    more = tuple(sorted({*known.provisions, dice.choice(PROVISIONS)}))
    change: dict[str, Any]
    if known.stance in {"unknown", "neutral"} and dice.random() < 0.7:
        change = {"stance": "supports", "provisions": more}
    elif dice.random() < 0.75:
        change = {"provisions": more}
    elif dice.random() < 0.8:
        change = {"quality": pick(dice, {"close": 0.6, "neutral": 0.3, "conflict": 0.1})}
    else:
        change = {"stance": "neutral"}
    case.people[known.id] = known._replace(
        stance=change.get("stance", known.stance),
        provisions=change.get("provisions", known.provisions),
        cut_off=known.cut_off and "quality" not in change,
    )
    yield case.record(sitting, "person-change", person=known.id, **change)


def _added_twice(case: Case, sitting: Sitting) -> Story:
    """The same person entered a second time, and taken out again."""
    entry = case.next_id()
    yield case.enter_as(entry, sitting, "person", role="other", name="Synthetic double entry")
    yield case.correct(sitting, Void, entry=entry, reason="Synthetic reason: entered twice.")
