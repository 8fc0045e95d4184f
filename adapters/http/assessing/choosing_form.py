"""Which questionnaire is meant: what was asked for, else what is next, as the policy and the baseline have it."""

from collections.abc import Sequence
from typing import Final, NamedTuple, get_args

from adapters.http.assessing.sheet import Sheet, the_form
from events.assessment import Occasion, Target
from workflows.aiat.episode import InForce
from workflows.aiat.facts import Facts
from workflows.aiat.measures import ASSESSMENT, DISCHARGE_REASSESSMENT, baseline, is_valid, reassessment
from workflows.aiat.policy import Measure

OCCASIONS: Final[tuple[Occasion, ...]] = get_args(Occasion)
_BY_STAGE: Final[dict[str, Occasion]] = {ASSESSMENT: "baseline", DISCHARGE_REASSESSMENT: "reassessment"}
_GENERAL: Final = "general"
TARGETS: Final[tuple[Target, ...]] = get_args(Target)


class Choice(NamedTuple):
    """A form that the policy allows for a measure."""

    measure: Measure
    form: str
    title: str
    is_baselines: bool
    is_default: bool


def choices(facts: Facts) -> tuple[Choice, ...]:
    """Every form of the policy, each measure's default first."""
    found = []
    for measure, forms in facts.policy.measures.items():
        before = baseline(facts, measure)
        for place, form in enumerate(forms):
            is_baselines = before is not None and before.event.form == form
            found.append(Choice(measure, form, the_form(form).title, is_baselines, place == 0))
    return tuple(found)


def asked_for(facts: Facts, form: str, occasion: str, target: str, measure: str = "") -> Sheet:
    """The empty sheet. What is left empty is chosen (`measure`: from the forms of that measure); a form given again
    is asked as it was at the baseline.

    Raises `Invalid` for a form that there is not.
    """
    usual = _BY_STAGE.get(facts.episode.stage, "interim")
    at = next((one for one in OCCASIONS if one == occasion), usual)
    of = next((one for one in facts.policy.measures if one == measure), None)
    chosen = form or (_of_measure(facts, of, at) if of else next_form(facts, at)) or _first_form(facts, at)
    instrument = the_form(chosen)
    before = baseline_of(facts, chosen) if at != "baseline" else None
    again = before.event if before and before.event.form == chosen else None
    about: Target | None = None
    if instrument.targets:
        chosen_target = next((one for one in TARGETS if one == target and one in instrument.targets), None)
        about = chosen_target or (again.target if again else None) or _GENERAL
    return Sheet(instrument, at, about, again.response_range if again else None)


def next_form(facts: Facts, occasion: str) -> str | None:
    """The form of the first measure that is not there yet for this occasion; None where all are."""
    for measure in facts.policy.measures:
        if not _is_there(facts, measure, occasion):
            return _of_measure(facts, measure, occasion)
    return None


def baseline_of(facts: Facts, form: str) -> InForce | None:
    """The baseline of the measure that a form serves."""
    measure = facts.policy.measure_of(form)
    return baseline(facts, measure) if measure else None


def _first_form(facts: Facts, occasion: str) -> str:
    return _of_measure(facts, next(iter(facts.policy.measures)), occasion)


def _of_measure(facts: Facts, measure: Measure, occasion: str) -> str:
    before = baseline(facts, measure) if occasion != "baseline" else None
    forms: Sequence[str] = facts.policy.measures[measure]
    return str(before.event.form) if before else forms[0]


def _is_there(facts: Facts, measure: Measure, occasion: str) -> bool:
    if occasion == "baseline":
        return baseline(facts, measure) is not None
    if occasion == "reassessment":
        return reassessment(facts, measure) is not None
    before = baseline(facts, measure)
    return any(
        entry.event.form in facts.policy.measures[measure] and is_valid(entry) and entry.at.us > facts.now - _RECENT
        for entry in facts.episode.entries.values()
        if entry.event.what == "assessment" and (before is None or entry.id != before.id)
    )


_RECENT: Final = 86_400_000_000
"""An interim measure taken within a day counts as there: the next one is offered after it."""
