"""Scores beside the judged ones: shown with their direction, never with a verdict."""

from collections.abc import Iterable

from workflows.aiat.criteria.row import SubRow
from workflows.aiat.episode import InForce
from workflows.instruments.form import Form


def sub_rows(
    form: Form, before: InForce, after: InForce | None = None, names: Iterable[str] | None = None
) -> tuple[SubRow, ...]:
    """A row for each of `names`, or else for each score of the form that is not a primary one."""
    if names is None:
        names = [name for name in form.score_names if name not in form.primary]
    return tuple(_sub_row(form, name, before, after) for name in names)


def _sub_row(form: Form, name: str, before: InForce, after: InForce | None) -> SubRow:
    if name not in form.score_names:
        return SubRow(name=name, direction="not_measured")
    first = before.event.scores.get(name)
    last = after.event.scores.get(name) if after else None
    if after is None:
        return SubRow(name=name, baseline=first)
    if first is None or last is None:
        return SubRow(name=name, baseline=first, latest=last, direction="not_scorable")
    return SubRow(
        name=name,
        baseline=first,
        latest=last,
        change=last - first,
        direction="rose" if last > first else "fell" if last < first else "same",
    )
