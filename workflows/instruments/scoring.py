"""Scores of one administration, from raw answers that are bound to item ids and never to positions."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from workflows.instruments.errors import AnswerError
from workflows.instruments.form import Form, Range
from workflows.instruments.keying import Answers, Key, key_for


class NotScorable(StrEnum):
    """Why a score does not exist."""

    TOO_MANY_MISSING = "too_many_missing"
    OUT_OF_RANGE = "out_of_range"


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one administration.

    `values`: every score by name, unrounded, None where it does not exist. `not_scorable`: why it does not.
    `prorated`: the scores that exist and rest on fewer items than the form has for them, in the form's order.
    `answered`: how many items of each score were answered within the range.
    """

    values: Mapping[str, float | None]
    not_scorable: Mapping[str, NotScorable]
    prorated: tuple[str, ...]
    answered: Mapping[str, int]

    def as_data(self) -> dict[str, Any]:
        """Plain data for a record: `scores` (those that exist), `prorated`, `not_scorable`."""
        return {
            "scores": {name: value for name, value in self.values.items() if value is not None},
            "prorated": list(self.prorated),
            "not_scorable": {name: str(reason) for name, reason in self.not_scorable.items()},
        }


def score(form: Form, answers: Answers, *, response_range: Range | None = None) -> Scores:
    """The scores of a record, which holds every item of the form (None where it was declined).

    Raises `AnswerError` with every problem (an answer out of range, an item missing or of another form), and
    `RangeNotAllowed`.
    """
    key = key_for(form, response_range)
    if problems := answer_problems(key, answers):
        raise AnswerError(problems)
    return score_as_found(key, answers)


def answer_problems(key: Key, answers: Mapping[str, object]) -> tuple[str, ...]:
    """What keeps the answers from being a record of the form: a sentence each, in the order of the items."""
    low, high = key.response_range
    problems = []
    for item in key.form.items:
        answer = answers.get(item)
        if item not in answers:
            problems.append(f"item {item} is missing: give null if it was declined")
        elif answer is not None and type(answer) is not int:
            problems.append(f"item {item} is not a whole number")
        elif answer not in key.allowed:
            problems.append(f"item {item} is {answer}, outside the range {low} to {high}")
    known = frozenset(key.form.items)
    problems += [f"item {item} does not belong to {key.form.id}" for item in answers if item not in known]
    return tuple(problems)


def score_as_found(key: Key, answers: Answers) -> Scores:
    """The scores of answers as a file holds them (every item of the form present, None where missing).

    An answer outside the range is no error here: the scores that it belongs to do not exist (`out_of_range`).
    """
    out_of_range = key.out_of_range(answers)
    values: dict[str, float | None] = {}
    reasons: dict[str, NotScorable] = {}
    answered: dict[str, int] = {}
    prorated: list[str] = []
    for scale, keyed in key.subscales:
        counted = keyed.values(answers)
        name, count = scale.name, len(counted)
        answered[name] = count
        values[name] = None
        if out_of_range and not out_of_range.isdisjoint(scale.items):
            reasons[name] = NotScorable.OUT_OF_RANGE
        elif count < scale.minimum_answered:
            reasons[name] = NotScorable.TOO_MANY_MISSING
        else:
            # A missing item counts as the person's mean on the others: the mean stays, a sum is scaled up.
            items = len(scale.items)
            values[name] = sum(counted) / count if key.form.score == "mean" else sum(counted) * items / count
            if count < items:
                prorated.append(name)
    for total, keyed in key.totals:
        parts = [part for name in total.subscales if (part := values[name]) is not None]
        answered[total.name] = sum(answered[name] for name in total.subscales)
        values[total.name] = None
        if len(parts) == len(total.subscales):
            values[total.name] = sum(parts)
            if answered[total.name] < len(keyed.tables):
                prorated.append(total.name)
        else:
            missing_parts = {reasons[name] for name in total.subscales if name in reasons}
            reasons[total.name] = max(missing_parts, key=lambda reason: reason is NotScorable.OUT_OF_RANGE)
    return Scores(values, reasons, tuple(prorated), answered)


def score_bounds(form: Form, name: str, response_range: Range | None = None) -> tuple[float, float]:
    """The lowest and highest value that a score can take. Raises `KeyError` for an unknown score."""
    key = key_for(form, response_range)
    tables = {keyed.name: keyed.tables for keyed in key.scores}[name]
    lowest = sum(min(table.values()) for _, table in tables)
    highest = sum(max(table.values()) for _, table in tables)
    divisor = len(tables) if form.score == "mean" else 1
    return lowest / divisor, highest / divisor
