"""The pair of administrations that a criterion is judged by, for those that rest on an instrument."""

from typing import NamedTuple

from workflows.aiat.criteria.score_change import ScoreChange, score_change
from workflows.aiat.episode import InForce
from workflows.aiat.facts import Facts
from workflows.aiat.measures import baseline, form_of, last_comparable, later_attempts, range_of
from workflows.aiat.policy import Measure
from workflows.instruments.form import Form, Range


class Pair(NamedTuple):
    """A baseline and the latest administration that can be compared with it, both on `form`.

    `newer`: whether there is a later one still, which could not be scored or compared.
    """

    form: Form
    response_range: Range
    before: InForce
    after: InForce
    newer: bool

    @property
    def evidence(self) -> tuple[int, ...]:
        """The positions of the two records, ascending."""
        return tuple(sorted((self.before.position, self.after.position)))

    @property
    def reasons(self) -> tuple[str, ...]:
        """What qualifies the two administrations themselves."""
        primary = set(self.form.primary)
        prorated = any(primary & set(entry.event.prorated) for entry in (self.before, self.after))
        return ("prorated",) * prorated + ("newer_left_out",) * self.newer


def pair_of(facts: Facts, measure: Measure) -> Pair | None:
    """The two administrations that the measure's change is judged by; None where one is lacking."""
    before = baseline(facts, measure)
    form = form_of(before) if before else None
    if before is None or form is None:
        return None
    later = later_attempts(facts, measure, before)
    after = last_comparable(before, later)
    if after is None:
        return None
    return Pair(form, range_of(before, form), before, after, newer=later[-1].id != after.id)


def change_in(facts: Facts, pair: Pair, score: str) -> ScoreChange:
    """The change in one score of a pair, by the policy."""
    before, after = pair.before.event.scores[score], pair.after.event.scores[score]
    return score_change(facts.policy, pair.form, pair.response_range, score, before, after)
