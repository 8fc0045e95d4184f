"""What an administration came to: its scores, each beside the baseline's, and what could not be scored and why."""

from datetime import date
from typing import Final, Literal, NamedTuple

from adapters.http.languages import mark
from events.assessment import AssessmentTaken
from workflows.aiat.criteria.score_change import ScoreChange, score_change
from workflows.aiat.episode import InForce
from workflows.aiat.facts import Facts
from workflows.aiat.measures import baseline, comparable, form_of, range_of, too_early
from workflows.instruments.form import Form

Against = Literal["none", "itself", "not_comparable", "baseline"]
WHY_NOT: Final = {
    "too_many_missing": mark("Too many items without an answer"),
    "out_of_range": mark("An answer lies outside the range of the form"),
}


class Line(NamedTuple):
    """One score. `value` is None where it does not exist, for `reason`; `declined` are its items without an answer.

    `change` is there where a baseline can be compared; `is_judged` says whether change is judged by this score.
    """

    name: str
    value: float | None
    reason: str
    declined: tuple[str, ...]
    is_prorated: bool
    is_judged: bool
    before: float | None
    change: ScoreChange | None


class Outcome(NamedTuple):
    """An administration with its scores. `against` says what they are compared with.

    `earliest` is there for a reassessment that came too early to count: the first day on which one does.
    """

    form: Form
    against: Against
    lines: tuple[Line, ...]
    declined: tuple[str, ...]
    before: InForce | None
    earliest: date | None


def outcome_of(facts: Facts, entry: InForce) -> Outcome | None:
    """The outcome of an entry; None where its form is not known here."""
    form = form_of(entry)
    if form is None:
        return None
    measure = facts.policy.measure_of(form.id)
    before = baseline(facts, measure) if measure else None
    against = _against(entry, before)
    compared = before if against == "baseline" else None
    lines = tuple(_line(facts, form, entry, scale.name, compared) for scale in form.scales)
    return Outcome(form, against, lines, _declined(entry, form.items), before, too_early(facts, entry))


def _against(entry: InForce, before: InForce | None) -> Against:
    if before is None:
        return "none"
    if before.id == entry.id:
        return "itself"
    if (entry.at.us, entry.first) < (before.at.us, before.first):
        return "none"
    return "baseline" if comparable(entry, before) else "not_comparable"


def _line(facts: Facts, form: Form, entry: InForce, name: str, compared: InForce | None) -> Line:
    event: AssessmentTaken = entry.event
    value = event.scores.get(name)
    before = compared.event.scores.get(name) if compared else None
    change = None
    if value is not None and before is not None and form.better(name) != "none":
        change = score_change(facts.policy, form, range_of(entry, form), name, before, value)
    return Line(
        name,
        value,
        WHY_NOT.get(event.not_scorable.get(name, ""), ""),
        _declined(entry, _items(form, name)),
        name in event.prorated,
        name in form.primary,
        before,
        change,
    )


def _items(form: Form, name: str) -> tuple[str, ...]:
    by_name = {scale.name: scale.items for scale in form.subscales}
    if name in by_name:
        return by_name[name]
    total = next(one for one in form.totals if one.name == name)
    return tuple(item for subscale in total.subscales for item in by_name[subscale])


def _declined(entry: InForce, items: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(item for item in items if entry.event.answers.get(item) is None)
