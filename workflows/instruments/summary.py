"""What the answers of many people show: who could be scored, how they spread, how the items hang together."""

from array import array
from collections import Counter
from dataclasses import dataclass

from workflows.instruments.keying import Answers, Key
from workflows.instruments.scoring import NotScorable, Scores
from workflows.instruments.statistics import ItemAnalysis, Spread, spread

_BLOCK = 2_000


@dataclass(frozen=True, slots=True)
class ScaleSummary:
    """One score over many people.

    `spread` is over those whose score exists; `alpha` and `item_rest` (by item) are over those who answered
    every item of the score. None where a figure is not defined.
    """

    spread: Spread
    not_scorable: dict[NotScorable, int]
    alpha: float | None
    item_rest: dict[str, float | None]

    @property
    def lowest_item_rest(self) -> tuple[str, float] | None:
        """The item that agrees least with the others, and its correlation with their sum."""
        defined = [(item, r) for item, r in self.item_rest.items() if r is not None]
        return min(defined, key=lambda pair: pair[1], default=None)

    @property
    def negative_items(self) -> tuple[str, ...]:
        """The items that run against the others: a wrong key, or answers that were reversed already."""
        return tuple(item for item, r in self.item_rest.items() if r is not None and r < 0)


class Summary:
    """Gathers the administrations of one form, one at a time."""

    def __init__(self, key: Key) -> None:
        self.rows = 0
        self.codes_out_of_range: Counter[int] = Counter()
        self._seen: set[int | None] = set()
        self._key = key
        self._values = {keyed.name: array("d") for keyed in key.scores}
        self._reasons: dict[str, Counter[NotScorable]] = {keyed.name: Counter() for keyed in key.scores}
        self._items = {keyed.name: ItemAnalysis(len(keyed.tables)) for keyed in key.scores}
        self._blocks: dict[str, list[list[int]]] = {keyed.name: [] for keyed in key.scores}

    def add(self, answers: Answers, scores: Scores) -> None:
        """Counts one person's answers, and the scores that they gave."""
        self.rows += 1
        self._seen.update(answers.values())
        for name, value in scores.values.items():
            if value is not None:
                self._values[name].append(value)
        for name, reason in scores.not_scorable.items():
            self._reasons[name][reason] += 1
        if NotScorable.OUT_OF_RANGE in scores.not_scorable.values():
            allowed = self._key.allowed
            self.codes_out_of_range.update(
                code for code in answers.values() if code is not None and code not in allowed
            )
        for keyed in self._key.scores:
            if scores.answered[keyed.name] == len(keyed.tables):
                block = self._blocks[keyed.name]
                block.append(keyed.values(answers))
                if len(block) == _BLOCK:
                    self._flush(keyed.name)

    def unused_ends(self) -> tuple[int, ...]:
        """The lowest and highest response of the range, where nobody ever gave it."""
        return tuple(end for end in self._key.response_range if end not in self._seen)

    def scales(self) -> dict[str, ScaleSummary]:
        """The summary of each score so far, in the order of the form."""
        return {keyed.name: self._scale(keyed.name, keyed.items) for keyed in self._key.scores}

    def _scale(self, name: str, items: tuple[str, ...]) -> ScaleSummary:
        self._flush(name)
        analysis = self._items[name]
        return ScaleSummary(
            spread(self._values[name]),
            dict(self._reasons[name]),
            analysis.alpha(),
            dict(zip(items, analysis.item_rest(), strict=True)),
        )

    def _flush(self, name: str) -> None:
        self._items[name].add(self._blocks[name])
        self._blocks[name].clear()
