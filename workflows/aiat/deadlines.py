"""What falls due in an episode, and when: derived from the folded episode, so that a correction moves or cancels it.

A date is counted in the site's calendar and due until the end of that local day. Time on hold puts it off;
the expiry of a consent and the least time between baseline and reassessment are never put off.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final, Literal, NamedTuple

from events.discharge import DispositionRecorded, SummaryWritten
from events.event import Entry
from events.instants import end_of_day, local_date
from events.intake import CareTeamAssigned, NoteWritten
from events.practice import ReflectionMade, SubstanceUseRecorded
from events.relapse_plan import PlanReviewed
from events.social_map import ContactMade
from workflows.aiat.client import Client
from workflows.aiat.episode import Episode, InForce, Step
from workflows.aiat.facts import Facts
from workflows.aiat.holds import walk_on
from workflows.aiat.measures import DISCHARGE_REASSESSMENT, baseline, reassessment
from workflows.aiat.policy import Measure

Kind = Literal["reassessment", "reflection", "plan_review", "consent_expiry", "silence"]

_BY_STAFF_ALONE: Final[frozenset[type[Entry]]] = frozenset(
    {NoteWritten, CareTeamAssigned, DispositionRecorded, SummaryWritten}
)

RELAPSE_PLANNING: Final = "relapse_planning"
"""The stage at which the relapse plan is made; it can be reviewed from there on."""
_NEVER: Final = date(9999, 1, 1)
"""From here on a date of expiry says that there is none."""


class Due(NamedTuple):
    """Something that falls due.

    `due_at` is the last moment at which it is in time, `overdue_at` that after which it is late (both UTC
    microseconds). `paused_since` is set while the episode is on hold: then the dates are those that would hold
    if it were resumed at once. `basis` is the position of the record that it counts from. For the expiry
    of a consent, `due_at` is when the notice falls due and `overdue_at` the end of the last day. `cause` is the
    position of the record that first made what it counts from: amending that never changes it.
    """

    kind: Kind
    due_at: int
    overdue_at: int
    paused_since: int | None
    basis: int
    cause: int
    sentence: str

    @property
    def paused(self) -> bool:
        """Whether the time does not count at present."""
        return self.paused_since is not None


def due(facts: Facts, client: Client | None = None) -> tuple[Due, ...]:
    """What falls due, the earliest first; nothing once the episode has ended.

    With the client, the disclosure consents on their record count too.
    """
    if not facts.episode.under_way:
        return ()
    found = [
        *_reassessment(facts),
        *_reflection(facts),
        *_plan_review(facts),
        *_silence(facts),
        *_consents(facts, client),
    ]
    return tuple(sorted(found, key=lambda one: (one.due_at, one.kind, one.basis)))


def _reassessment(facts: Facts) -> Iterator[Due]:
    if facts.episode.stage != DISCHARGE_REASSESSMENT:
        return
    entered = facts.episode.entered(DISCHARGE_REASSESSMENT)[-1]
    outstanding = {measure: first for measure in facts.policy.measures if (first := _outstanding(facts, measure))}
    if not outstanding:
        return
    not_before = max(_end_of(facts, day) for day in outstanding.values())
    last = max(_after(facts, entered, facts.policy.deadlines.reassessment_after_entry), not_before)
    names = ", ".join(measure.upper() for measure in outstanding)
    yield _due(facts, "reassessment", last, last, entered, f"Reassessment is to be done: {names}.")


def _outstanding(facts: Facts, measure: Measure) -> date | None:
    """The first day on which the measure, not yet reassessed in time, may be; None if nothing is to be done."""
    before, zone = baseline(facts, measure), facts.site.zone
    if before is None:
        return None
    first = local_date(before.at.us, zone) + timedelta(days=facts.policy.reassessment_after_days)
    again = reassessment(facts, measure)
    return None if again is not None and local_date(again.at.us, zone) >= first else first


def _reflection(facts: Facts) -> Iterator[Due]:
    entered = facts.episode.entered("social_map_building")
    if not entered:
        return
    numbers = facts.policy.deadlines
    made = facts.episode.latest(ReflectionMade)
    basis = made or entered[0]
    which = "next" if made else "first"
    yield _due(
        facts,
        "reflection",
        _after(facts, basis, numbers.reflection_every),
        _after(facts, basis, numbers.reflection_overdue_after),
        basis,
        f"The {which} weekly reflection is to be made.",
    )


def unreviewed_recurrence(episode: Episode) -> InForce | None:
    """The first recurrence of use that the plan does not take into account yet: none of its reviews followed it,
    nor did the stage at which the plan is made begin after it.
    """
    entered, reviewed = episode.entered(RELAPSE_PLANNING), episode.latest(PlanReviewed)
    recurrences = [one for one in episode.of(SubstanceUseRecorded) if not entered or one.at.us >= entered[0].at.us]
    return next((one for one in recurrences if reviewed is None or _when(one) > _when(reviewed)), None)


def _plan_review(facts: Facts) -> Iterator[Due]:
    recurrence = unreviewed_recurrence(facts.episode)
    if recurrence is not None and facts.episode.entered(RELAPSE_PLANNING):  # before, there is no plan to review
        last = _after(facts, recurrence, facts.policy.deadlines.plan_review_after_recurrence)
        sentence = "The relapse plan is to be reviewed after a recurrence of use."
        yield _due(facts, "plan_review", last, last, recurrence, sentence)


def _silence(facts: Facts) -> Iterator[Due]:
    basis: InForce | Step = facts.episode.opened
    for entry in reversed([*facts.episode.entries.values()]):  # the latest first, mostly: the rest need no look
        if entry.at.us >= basis.at.us and _is_later(entry, basis) and _shows_client(entry):
            basis = entry
    days = facts.policy.deadlines.silence_proposes_discharge
    last = _after(facts, basis, days)
    sentence = (
        f"After {days} days without an entry that the client took part in (a note is none) "
        "an early discharge is proposed; nothing happens by itself."
    )
    yield _due(facts, "silence", last, last, basis, sentence)


def _is_later(one: InForce, other: InForce | Step) -> bool:
    return (one.at.us, one.position) > (other.at.us, other.position)


def _shows_client(entry: InForce) -> bool:
    """Whether the client took part in what was recorded."""
    event = entry.event
    if type(event) is ContactMade:
        return not (event.outcome == "not_reached" and event.begun_by == "other")
    return type(event) not in _BY_STAFF_ALONE


def _consents(facts: Facts, client: Client | None) -> Iterator[Due]:
    for consent in client.consents.values() if client else ():
        expires = consent.given.expires_on
        if expires is None or expires >= _NEVER or consent.revoked_at is not None:
            continue
        notice = expires - timedelta(days=facts.policy.deadlines.consent_expiry_notice)
        yield Due(
            "consent_expiry",
            _end_of(facts, notice),
            _end_of(facts, expires),
            None,
            consent.position,
            consent.position,
            f"A disclosure consent expires on {expires.isoformat()}; ask whether it is to be renewed.",
        )


def _due(facts: Facts, kind: Kind, due_at: int, overdue_at: int, basis: InForce | Step, sentence: str) -> Due:
    spans = facts.episode.holds
    paused_since = spans[-1][0] if spans and spans[-1][1] is None else None
    cause = basis.first if isinstance(basis, InForce) else basis.position
    return Due(kind, due_at, overdue_at, paused_since, basis.position, cause, sentence)


def _after(facts: Facts, basis: InForce | Step, days: int) -> int:
    """The end of the local day that lies `days` after a record, put off by the time on hold."""
    last = _end_of(facts, local_date(basis.at.us, facts.site.zone) + timedelta(days=days))
    put_off = walk_on(facts.episode.holds, basis.at.us, last)
    return last if put_off == last else _end_of(facts, local_date(put_off, facts.site.zone))


def _end_of(facts: Facts, day: date) -> int:
    return end_of_day(day, facts.site.zone)


def _when(entry: InForce) -> tuple[int, int]:
    return entry.at.us, entry.first
