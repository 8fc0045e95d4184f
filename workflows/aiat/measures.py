"""Which administrations of an instrument an episode is judged by: baseline, latest, reassessment."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

from events.assessment import AssessmentTaken
from events.instants import local_date
from workflows.aiat.episode import InForce, Step
from workflows.aiat.facts import Facts
from workflows.aiat.policy import Measure
from workflows.instruments.errors import UnknownForm
from workflows.instruments.form import Form, Range, load_form

ASSESSMENT: Final = "assessment"
DISCHARGE_REASSESSMENT: Final = "discharge_reassessment"


def form_of(entry: InForce) -> Form | None:
    """The form that an administration was made on, in that version; None if it is not known here."""
    try:
        return load_form(entry.event.form, entry.event.form_version)
    except UnknownForm:
        return None


def range_of(entry: InForce, form: Form) -> Range:
    """The response range that the answers were given on."""
    return entry.event.response_range or form.response_range


def primary_scores(entry: InForce) -> Mapping[str, float | None]:
    """The scores that change is judged by, None where one could not be scored; empty for an unknown form."""
    form = form_of(entry)
    return {name: entry.event.scores.get(name) for name in form.primary} if form else {}


def is_valid(entry: InForce) -> bool:
    """Whether every primary score of the form could be scored."""
    scores = primary_scores(entry)
    return bool(scores) and None not in scores.values()


def administrations(facts: Facts, measure: Measure) -> list[InForce]:
    """The administrations in force of the forms that the policy allows for the measure, by when they were made."""
    forms = facts.policy.measures[measure]
    return [entry for entry in facts.episode.of(AssessmentTaken) if entry.event.form in forms]


def assessment_left(facts: Facts) -> Step | None:
    """The step after which nothing that is recorded can be a baseline; None while assessment goes on or is ahead."""
    left = facts.episode.left(ASSESSMENT)
    return left[-1] if left and facts.episode.stage != ASSESSMENT else None


def baseline_attempts(facts: Facts, measure: Measure) -> list[InForce]:
    """The administrations, scorable or not, given as a baseline and recorded before assessment was left.

    Recorded, not answered: nobody chooses where a client started from once it is seen where treatment leads.
    """
    left = assessment_left(facts)
    return [
        entry
        for entry in administrations(facts, measure)
        if entry.event.occasion == "baseline" and (left is None or entry.first < left.position)
    ]


def baseline(facts: Facts, measure: Measure) -> InForce | None:
    """The last valid baseline recorded before assessment was left.

    One about a single relationship (mother, partner, …) stands in only where there is none in general.
    """
    found = facts.baselines
    if measure not in found:
        found[measure] = max(
            (entry for entry in baseline_attempts(facts, measure) if is_valid(entry)),
            key=lambda entry: (entry.event.target in {None, "general"}, _when(entry)),
            default=None,
        )
    return found[measure]


def later_attempts(facts: Facts, measure: Measure, before: InForce) -> list[InForce]:
    """The administrations of the measure, on any form, scorable or not, that were made after the baseline `before`."""
    return [entry for entry in administrations(facts, measure) if _when(entry) > _when(before)]


def latest(facts: Facts, measure: Measure) -> InForce | None:
    """The last valid administration after the baseline that can be compared with it."""
    before = baseline(facts, measure)
    return last_comparable(before, later_attempts(facts, measure, before)) if before else None


def reassessment(facts: Facts, measure: Measure) -> InForce | None:
    """The last valid reassessment comparable with the baseline, recorded since that stage was last entered."""
    entered = facts.episode.entered(DISCHARGE_REASSESSMENT)
    before = baseline(facts, measure) if entered else None
    if before is None:
        return None
    since = entered[-1].position
    made = [
        entry
        for entry in later_attempts(facts, measure, before)
        if entry.event.occasion == "reassessment" and entry.first > since
    ]
    return last_comparable(before, made)


def earliest_reassessment(facts: Facts, before: InForce) -> date:
    """The first day, of the site's calendar, on which a reassessment after this baseline counts."""
    return local_date(before.at.us, facts.site.zone) + timedelta(days=facts.policy.reassessment_after_days)


def too_early(facts: Facts, entry: InForce) -> date | None:
    """The first day on which a reassessment counts, where this one was made earlier, after the baseline; else None."""
    measure = facts.policy.measure_of(entry.event.form)
    before = baseline(facts, measure) if measure else None
    if before is None or entry.event.occasion != "reassessment":
        return None
    if _when(entry) < _when(before) or not comparable(entry, before):
        return None
    earliest = earliest_reassessment(facts, before)
    return earliest if local_date(entry.at.us, facts.site.zone) < earliest else None


def comparable(one: InForce, other: InForce) -> bool:
    """Whether a change between the two exists: the same form, version, response range and target."""
    return _what_was_asked(one) == _what_was_asked(other)


def last_comparable(before: InForce, made: list[InForce]) -> InForce | None:
    """The last valid one of those made after a baseline that can be compared with it."""
    return next((entry for entry in reversed(made) if comparable(entry, before) and is_valid(entry)), None)


def _what_was_asked(entry: InForce) -> tuple[object, ...]:
    event, form = entry.event, form_of(entry)
    return event.form, event.form_version, form and range_of(entry, form), event.target


def _when(entry: InForce) -> tuple[int, int]:
    return entry.at.us, entry.first
