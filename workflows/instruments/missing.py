"""Why a score does not exist for want of answers, in numbers."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from workflows.instruments.form import Form


class Missing(NamedTuple):
    """A score with too few answers: how many of its `items` lack one, and how many `may`."""

    score: str
    missing: int
    items: int
    may: int

    def __str__(self) -> str:
        most = f"at most {self.may}" if self.may else "none"
        return f"{self.missing} of {self.items} items missing where {most} may be"


def too_many_missing(form: Form, score: str, answers: Mapping[str, int | None]) -> Iterator[Missing]:
    """What too many answers are missing for; of a total, each subscale that keeps it from existing."""
    parts = next((total.subscales for total in form.totals if total.name == score), (score,))
    for scale in form.subscales:
        if scale.name not in parts:
            continue
        missing = sum(answers.get(item) is None for item in scale.items)
        may = len(scale.items) - scale.minimum_answered
        if missing > may:
            yield Missing(scale.name, missing, len(scale.items), may)
