"""A week of treatment: what is told at the weekly sitting, whatever the stage."""

from collections.abc import Generator
from typing import Final, get_args

from adapters.simulation.calendar import EVENING
from adapters.simulation.case import Case, Sitting
from adapters.simulation.chances import between, count, pick
from adapters.simulation.contacts import contacts, corrections
from adapters.simulation.roster import POLICY_DAY, SUPERVISOR
from adapters.simulation.steps import Step, Story
from events.practice import Module
from workflows.aiat.commands import ChangeClient, Hold, MoveEpisode, RecordDisclosure, Resume
from workflows.instruments.style import STRATEGIES, Strategy, Style

_MODULES: Final[tuple[Module, ...]] = get_args(Module)
_TOOLS: Final = ("paced-breathing", "cold-water", "walking", "grounding", "music", "prayer", "calling-somebody")


def begin_weeks(case: Case) -> None:
    """From here on there are weekly sittings, and groups."""
    case.modules_left = list(_MODULES)
    case.since = case.world.calendar.at(case.day, EVENING)
    _join(case)


def week(case: Case) -> Generator[Step, None, Sitting]:
    """What the week brought, up to and with the sitting that it returns."""
    case.week += 1
    yield from _held(case)
    sitting = case.sit(7)
    yield from _about_the_episode(case, sitting)
    yield from corrections(case, sitting)
    yield from contacts(case, sitting)
    yield from _practice(case, sitting)
    yield from _reflection(case, sitting)
    yield from _education(case, sitting)
    yield from _recurrence(case, sitting)
    case.since = sitting.held
    return sitting


def _join(case: Case) -> None:
    case.world.groups.join(case.episode, min(0.9, 0.55 * case.profile.engagement))


def _held(case: Case) -> Story:
    hold = case.fate.hold
    if hold is None or case.week != hold.week:
        return
    sitting = case.sit(between(case.dice, 2, 4))
    case.world.groups.leave(case.episode)
    yield case.do(sitting, Hold, episode=case.episode, kind=hold.kind, reason=case.words("the hold"))
    sitting = case.sit(hold.days)
    yield case.do(sitting, Resume, episode=case.episode)
    case.since = sitting.written
    _join(case)


def _about_the_episode(case: Case, sitting: Sitting) -> Story:
    if case.transfer_due:
        case.transfer_due = False
        yield case.record(sitting, "care-team", members=case.team, handover=case.words("the handover"))
    if case.fate.moves and not case.moved and case.opened_on < POLICY_DAY <= case.day:
        case.moved = True
        reason = "Synthetic reason: to be judged by the policy of today."
        yield case.do(sitting, MoveEpisode, actor=SUPERVISOR, episode=case.episode, reason=reason)
    if case.discloses_to and case.week == 3:
        consent = f"{case.episode}.consent"
        what = "Synthetic: attended as agreed."
        yield case.do(sitting, RecordDisclosure, client=case.client, consent=consent, scope=("attendance",), what=what)
    if case.dice.random() < 0.02:
        yield case.do(sitting, ChangeClient, client=case.client, contact="Synthetic contact: moved.")
    if case.dice.random() < 0.02:
        case.transfer()


def _practice(case: Case, sitting: Sitting) -> Story:
    dice = case.dice
    for _ in range(min(3, count(dice, 1.2 * case.profile.engagement))):
        at = case.moment_before(sitting)
        there = [one.id for one in case.people.values() if one.since <= at.us]
        person = dice.choice(there) if there and dice.random() < 0.35 else None
        before = between(dice, 5, 10)
        calmed = between(dice, 1, 3 + 3 * case.progress)
        yield case.record(
            sitting,
            "regulation",
            at=at,
            with_whom="with_someone" if person else "alone",
            person=person,
            tool=dice.choice(_TOOLS),
            zone_before="hypo" if _is_deactivating(case) and dice.random() < 0.5 else "hyper",
            intensity_before=before,
            zone_after="within_window" if calmed > 2 else "hyper",
            intensity_after=max(0, before - calmed),
            minutes=5 * between(dice, 1, 12),
        )


def _reflection(case: Case, sitting: Sitting) -> Story:
    dice = case.dice
    if dice.random() > 0.9 * case.profile.engagement:
        return
    checked = dice.random() < 0.3 + 0.5 * case.progress
    secure = dice.random() < 0.15 + 0.5 * case.progress
    yield case.record(
        sitting,
        "reflection",
        at=case.moment_before(sitting),
        with_whom=pick(dice, {"peer": 0.5, "staff": 0.5}),
        checked=checked,
        was_right=pick(dice, {"yes": 0.35, "partly": 0.4, "no": 0.25}) if checked else "not_checked",
        strategy="secure" if secure else _strategy(case),
        worked=pick(dice, {"yes": 0.5, "partly": 0.4, "no": 0.1} if secure else {"yes": 0.1, "partly": 0.4, "no": 0.5}),
        felt_and_needed=case.words("feelings and needs"),
    )


def _education(case: Case, sitting: Sitting) -> Story:
    if case.modules_left and case.dice.random() < 0.65:
        module = case.modules_left.pop(0)
        how = pick(case.dice, {"individual": 0.7, "self_paced": 0.3})
        yield case.record(sitting, "education", module=module, how=how)


def _recurrence(case: Case, sitting: Sitting) -> Story:
    if case.week not in case.fate.recurs_in:
        return
    risk = case.dice.choice(list(case.risks)) if case.risks else None
    yield case.record(
        sitting,
        "recurrence",
        at=case.moment_before(sitting),
        substance=pick(case.dice, {"alcohol": 0.5, "opioids": 0.2, "stimulants": 0.3}),
        extent=pick(case.dice, {"single": 0.6, "several_days": 0.3, "ongoing": 0.1}),
        risk=risk,
        account=case.words("what happened"),
    )
    if case.plans:
        yield case.record(sitting, "plan-review", note=case.words("the plan after a recurrence"))


def _strategy(case: Case) -> str:
    strategy = STRATEGIES[case.profile.style]
    return "secure" if strategy is Strategy.NONE else strategy.value


def _is_deactivating(case: Case) -> bool:
    return case.profile.style is Style.DISMISSING
