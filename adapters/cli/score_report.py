"""What `homeport score` says of a file: as data, as a table, and in warnings."""

from typing import Any, Final

from adapters.cli.output import console
from adapters.cli.score_file import Task
from workflows.instruments.scoring import NotScorable
from workflows.instruments.summary import ScaleSummary, Summary

ENOUGH_TO_EXPECT_ENDS: Final = 100
"""So many respondents hardly ever leave the lowest or the highest response to every item unused."""


def as_data(task: Task, summary: Summary) -> dict[str, Any]:
    """The report as plain data."""
    form = task.key.form
    return {
        "form": form.id,
        "version": form.version,
        "range": list(task.key.response_range),
        "rows": summary.rows,
        "subscales": {name: _scale_data(scale) for name, scale in summary.scales().items()},
        "warnings": warnings(task, summary),
        "out": None if task.out is None else str(task.out),
    }


def _scale_data(scale: ScaleSummary) -> dict[str, Any]:
    lowest = scale.lowest_item_rest
    return {
        "n": scale.spread.n,
        "not_scorable": {str(reason): count for reason, count in scale.not_scorable.items()},
        "mean": scale.spread.mean,
        "sd": scale.spread.sd,
        "alpha": scale.alpha,
        "lowest_item_rest": None if lowest is None else {"item": lowest[0], "r": lowest[1]},
    }


def warnings(task: Task, summary: Summary) -> list[str]:
    """One plain sentence for each thing that makes the scores doubtful."""
    found = []
    low, high = task.key.response_range
    if codes := summary.codes_out_of_range:
        seen = ", ".join(f"code {code}: {count}" for code, count in codes.most_common(5))
        found.append(
            f"answers outside {low} to {high} ({seen}): the scores that they belong to are left out; "
            "where a code stands for a missing answer, declare it with --missing"
        )
    if summary.rows >= ENOUGH_TO_EXPECT_ENDS and (ends := summary.unused_ends()):
        found.append(
            f"nobody answered {' or '.join(map(str, ends))}: where other responses than {low} to {high} were "
            "offered, say so with --range, or items are reversed wrongly"
        )
    for name, scale in summary.scales().items():
        lowest = scale.lowest_item_rest
        if lowest is not None and lowest[1] < 0:
            found.append(
                f"{name}: items that run against the rest: {', '.join(scale.negative_items)} (lowest: item "
                f"{lowest[0]}, r = {lowest[1]:.2f}); a wrong key, or answers that were reversed already"
            )
    return found


def print_table(task: Task, summary: Summary) -> None:
    """Prints a line a score."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    low, high = task.key.response_range
    table = Table(box=SIMPLE_HEAD, padding=(0, 1, 0, 0), pad_edge=False)
    table.add_column("score", no_wrap=True)
    for heading in ("n", "mean", "SD", "alpha"):
        table.add_column(heading, justify="right")
    table.add_column("lowest\nitem-rest r (item)")
    table.add_column("too many\nmissing", justify="right")
    table.add_column("out of\nrange", justify="right")
    for name, scale in summary.scales().items():
        table.add_row(name, *_cells(scale))
    out = console()
    out.print(f"{task.key.form.id}: {summary.rows} respondents, responses {low} to {high}")
    out.print(table)
    if task.out is not None:
        out.print(f"Scores written to {task.out}", markup=False, soft_wrap=True)


def _cells(scale: ScaleSummary) -> tuple[str, ...]:
    lowest = scale.lowest_item_rest
    warning = " warning" if lowest is not None and lowest[1] < 0 else ""
    return (
        str(scale.spread.n),
        _figure(scale.spread.mean),
        _figure(scale.spread.sd),
        _figure(scale.alpha),
        "-" if lowest is None else f"{lowest[1]:.2f} ({lowest[0]}){warning}",
        str(scale.not_scorable.get(NotScorable.TOO_MANY_MISSING, 0)),
        str(scale.not_scorable.get(NotScorable.OUT_OF_RANGE, 0)),
    )


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"
