"""The row of a criterion that has no pair to compare: what it waits for, or what cannot be scored and why."""

from collections.abc import Callable, Iterator, Sequence

from workflows.aiat.criteria.row import Criterion, Figures, Row
from workflows.aiat.criteria.source import source
from workflows.aiat.criteria.sub_rows import sub_rows
from workflows.aiat.episode import InForce
from workflows.aiat.facts import Facts
from workflows.aiat.measures import (
    assessment_left,
    baseline,
    baseline_attempts,
    comparable,
    form_of,
    later_attempts,
    primary_scores,
    range_of,
)
from workflows.aiat.policy import Measure
from workflows.instruments.form import Form, load_form
from workflows.instruments.missing import too_many_missing
from workflows.instruments.names import form_name, score_name

_TOO_LATE = "The assessment stage was left without one that counts, so change cannot be judged in this episode."


def not_judged(
    facts: Facts,
    criterion: Criterion,
    measure: Measure,
    figures: Callable[[InForce], Figures],
    beside: Sequence[str] | None = None,
) -> Row:
    """The row, with the baseline's `figures` where there is one, and the scores named `beside` (see `sub_rows`)."""
    before = baseline(facts, measure)
    if before is None:
        return _without_baseline(facts, criterion, measure)
    form = form_of(before)
    row = Row(
        criterion=criterion,
        status="awaiting_reassessment",
        sentence=f"The baseline is there; a later {measure.upper()} on the same form is awaited.",
        source=source(form),
        baseline=figures(before),
        evidence=(before.position,),
        sub_rows=sub_rows(form, before, names=beside) if form else (),
    )
    attempts = later_attempts(facts, measure, before)
    return _after_attempt(row, before, attempts[-1]) if attempts else row


def _without_baseline(facts: Facts, criterion: Criterion, measure: Measure) -> Row:
    attempts = baseline_attempts(facts, measure)
    too_late = f" {_TOO_LATE}" if assessment_left(facts) else ""
    if not attempts:
        return Row(
            criterion=criterion,
            status="awaiting_baseline",
            sentence=f"There is no {measure.upper()} baseline.{too_late}",
            source=source(load_form(facts.policy.measures[measure][0])),
        )
    reasons, words = _why_not_scorable(attempts[-1])
    return Row(
        criterion=criterion,
        status="not_scorable",
        sentence=f"The baseline could not be scored: {words}.{too_late}",
        source=source(form_of(attempts[-1])),
        reasons=reasons,
        evidence=(attempts[-1].position,),
    )


def _after_attempt(row: Row, before: InForce, attempt: InForce) -> Row:
    evidence = tuple(sorted((before.position, attempt.position)))
    if comparable(before, attempt):
        reasons, words = _why_not_scorable(attempt)
        sentence = f"The latest administration could not be scored: {words}."
        changes = {"status": "not_scorable", "reasons": reasons, "sentence": sentence}
    else:
        sentence = (
            f"The baseline was taken on {_asked(before)}, the latest on {_asked(attempt)}: "
            "what was asked differently cannot be compared. Reassess as at the baseline."
        )
        changes = {"status": "form_differs", "reasons": ("form_differs",), "sentence": sentence}
    return row.model_copy(update={**changes, "evidence": evidence})


def _why_not_scorable(entry: InForce) -> tuple[tuple[str, ...], str]:
    form = form_of(entry)
    if form is None:
        return ("form_unknown",), "the form is not known here"
    found = {
        name: entry.event.not_scorable.get(name, "too_many_missing")
        for name, value in primary_scores(entry).items()
        if value is None
    }
    words = ", ".join(words for name, reason in found.items() for words in _lacking(entry, form, name, reason))
    return tuple(dict.fromkeys(found.values())), words


def _lacking(entry: InForce, form: Form, name: str, reason: str) -> Iterator[str]:
    if reason == "too_many_missing":
        yield from (f"{score_name(one.score)} ({one})" for one in too_many_missing(form, name, entry.event.answers))
    else:
        yield f"{score_name(name)} ({reason.replace('_', ' ')})"


def _asked(entry: InForce) -> str:
    event, form = entry.event, form_of(entry)
    words = f"{form_name(event.form)} version {event.form_version}"
    if form is not None:
        low, high = range_of(entry, form)
        words += f" answered {low} to {high}"
    return words + (f" about {event.target}" if event.target else "")
