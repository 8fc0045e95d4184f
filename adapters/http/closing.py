"""What an episode needs to be closed, as its discharge page shows it: reassessments, goals, summary, signatures."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from adapters.asking import Case
from adapters.http.in_episode import Contents, contents
from events.discharge import DispositionRecorded, SummarySigned
from events.episode import ExitOverridden
from events.instants import local_date
from projections.times import local_day, local_time
from workflows.aiat import measures
from workflows.aiat.criteria import Row, attained, judge
from workflows.aiat.facts import Facts
from workflows.aiat.summary import signature, summary

MEANINGS: Final = ("author", "co_signer")


class Reassessment(NamedTuple):
    """A measure that is taken again. Days are ISO dates; `form` is that of the baseline, None without one.

    `earliest_on` is the first day from which one counts, as far as it is known: before discharge reassessment
    begins, none counts, and the day is that of the least time after the baseline.
    """

    measure: str
    form: str | None
    target: str | None
    baseline_on: str | None
    earliest_on: str | None
    again_on: str | None
    is_done: bool


class Goal(NamedTuple):
    """A criterion as it stands, and what is to become of it; `is_lapsed` where its level changed since."""

    row: Row
    is_attained: bool
    disposition: str | None
    reason: str
    is_lapsed: bool


class Signature(NamedTuple):
    """A signature that was given; it holds while the summary stands as it was signed."""

    meaning: str
    name: str
    role: str
    at: str
    content_hash: str
    holds: bool


class Written(NamedTuple):
    """The summary in force."""

    id: str
    text: str
    at: str
    by: str
    content_hash: str
    was_amended: bool


class Overridden(NamedTuple):
    """Requirements that a supervisor let pass, and why."""

    requirements: tuple[str, ...]
    on: str
    by: str
    reason: str


def reassessments(facts: Facts) -> Iterator[Reassessment]:
    """Each measure of the policy, with what is there of it."""
    zone = facts.site.zone
    begun = facts.episode.entered(measures.DISCHARGE_REASSESSMENT)
    since = local_date(begun[-1].at.us, zone) if begun else date.min
    for measure in facts.policy.measures:
        before, again = measures.baseline(facts, measure), measures.reassessment(facts, measure)
        if before is None:
            yield Reassessment(measure, None, None, None, None, None, is_done=False)
            continue
        earliest = measures.earliest_reassessment(facts, before)
        yield Reassessment(
            measure,
            before.event.form,
            before.event.target,
            local_day(before.at.us, zone),
            max(earliest, since).isoformat(),
            local_day(again.at.us, zone) if again else None,
            is_done=again is not None and local_date(again.at.us, zone) >= earliest,
        )


def goals(case: Case) -> Iterator[Goal]:
    """Every criterion with its disposition, if it needs one."""
    said = contents(case)
    decided = {entry.event.criterion: entry for entry in case.facts.episode.of(DispositionRecorded)}
    for row in judge(case.facts):
        entry = decided.get(row.criterion)
        if entry is None:
            yield Goal(row, attained(row), None, "", is_lapsed=False)
            continue
        reason = said.get(entry.position, {}).get("reason") or ""
        yield Goal(row, attained(row), entry.event.disposition, reason, is_lapsed=entry.event.level != row.level)


def written(case: Case, staff: Mapping[str, str]) -> Written | None:
    """The summary in force; None where none was written."""
    entry = summary(case.facts.episode)
    if entry is None:
        return None
    said: Contents = contents(case)
    return Written(
        entry.id,
        said.get(entry.position, {}).get("text") or "",
        local_time(entry.recorded_at, case.facts.site.zone),
        staff.get(entry.actor, entry.actor),
        entry.event.content_hash,
        entry.amended,
    )


def signatures(case: Case, staff: Mapping[str, str]) -> list[Signature]:
    """Every signature ever given, the latest first: amending the summary removes none, it only ends that they hold."""
    episode = case.facts.episode
    holding = [signature(episode, "author"), signature(episode, "co_signer")]
    return [
        Signature(
            step.event.meaning,
            staff.get(step.actor, step.actor),
            step.event.role,
            local_time(step.at.us, case.facts.site.zone),
            step.event.content_hash,
            step in holding,
        )
        for step in reversed(episode.steps_of(SummarySigned))
    ]


def overridden(case: Case, staff: Mapping[str, str]) -> list[Overridden]:
    """What was let pass unmet, which the summary always says."""
    reasons: dict[int, Any] = {
        record.position: event.reason for record, event in case.records if isinstance(event, ExitOverridden)
    }
    return [
        Overridden(
            step.event.requirements,
            local_day(step.at.us, case.facts.site.zone),
            staff.get(step.actor, step.actor),
            reasons.get(step.position) or "",
        )
        for step in case.facts.episode.steps_of(ExitOverridden)
    ]
