"""A form's key on one response range: what each raw response counts for, after reversal or recoding."""

from collections.abc import Mapping
from dataclasses import dataclass

from workflows.instruments.form import Form, Range, Subscale, Total

Answers = Mapping[str, int | None]
"""Raw answers by item id; None where the item was declined or is missing."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """The key of one score: for each of its items, the value of each raw response."""

    name: str
    tables: tuple[tuple[str, Mapping[int | None, int]], ...]

    @property
    def items(self) -> tuple[str, ...]:
        """The ids of the items that count toward the score."""
        return tuple(item for item, _ in self.tables)

    def values(self, answers: Answers) -> list[int]:
        """The values of the items that were answered within the range, in the order of the items."""
        return [value for item, table in self.tables if (value := table.get(answers[item])) is not None]


@dataclass(frozen=True, slots=True)
class Key:
    """A form made ready to score on one response range. Raises `RangeNotAllowed` when it is made."""

    form: Form
    response_range: Range
    subscales: tuple[tuple[Subscale, Keyed], ...]
    totals: tuple[tuple[Total, Keyed], ...]
    allowed: frozenset[int | None]

    @property
    def scores(self) -> tuple[Keyed, ...]:
        """The key of every score, in the order of `Form.scales`; a total has the items of its subscales."""
        return tuple(keyed for _, keyed in (*self.subscales, *self.totals))

    def out_of_range(self, answers: Answers) -> frozenset[str]:
        """The items of the form whose answer lies outside the range."""
        if self.allowed.issuperset(answers.values()):
            return frozenset()
        return frozenset(item for item in self.form.items if answers[item] not in self.allowed)


def key_for(form: Form, response_range: Range | None = None) -> Key:
    """The key of `form` on the range in force. Raises `RangeNotAllowed`."""
    in_force = form.range_in_force(response_range)
    low, high = in_force
    subscales = tuple((scale, Keyed(scale.name, _tables(scale, in_force))) for scale in form.subscales)
    by_name = {keyed.name: keyed for _, keyed in subscales}
    totals = tuple(
        (total, Keyed(total.name, tuple(table for name in total.subscales for table in by_name[name].tables)))
        for total in form.totals
    )
    return Key(form, in_force, subscales, totals, frozenset([None, *range(low, high + 1)]))


def _tables(scale: Subscale, response_range: Range) -> tuple[tuple[str, Mapping[int | None, int]], ...]:
    low, high = response_range
    responses = range(low, high + 1)
    recoded = {item: recode.codes for recode in scale.recode for item in recode.items}

    def table(item: str) -> Mapping[int | None, int]:
        if item in recoded:
            return dict(zip(responses, recoded[item], strict=True))
        if item in scale.reverse:
            return {response: reverse(response, response_range) for response in responses}
        return {response: response for response in responses}

    return tuple((item, table(item)) for item in scale.items)


def reverse(response: int, response_range: Range) -> int:
    """The response counted from the other end of the range: lowest + highest - response."""
    return response_range[0] + response_range[1] - response
