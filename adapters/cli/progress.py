"""How far something has come: a bar for whoever sits at a terminal, plain lines for who asks for them elsewhere."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer


@contextmanager
def progress(what: str, total: int, *, lines: bool = False) -> Iterator[Callable[[int], None]]:
    """A bar on stderr that the yielded function moves on.

    Where stderr is not a terminal, nothing, or with `lines` a line for each tenth.
    """
    if not sys.stderr.isatty():
        yield _in_lines(what, total) if lines else lambda steps: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total)
        yield lambda steps: bar.advance(task, steps)


def _in_lines(what: str, total: int) -> Callable[[int], None]:
    done = tenths = 0

    def moved(steps: int) -> None:
        nonlocal done, tenths
        done += steps
        if 10 * done // total > tenths:
            tenths = 10 * done // total
            typer.echo(f"{what}: {done:,} of {total:,}", err=True)

    return moved
